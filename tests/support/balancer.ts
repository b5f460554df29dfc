import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export type Balancer = {
  readonly url: string;
  /** The ports of nodes that somebody is connected to. */
  inUse(): readonly number[];
  close(): Promise<void>;
};

const lookMs = 500;
const answerMs = 1_000;

/**
 * One address for several nodes, without sticky sessions: each connection goes to the next node that answered lately.
 * A node that stops answering keeps the connections it has, as behind any proxy that does not look into them.
 */
export async function startBalancer(ports: () => readonly number[]): Promise<Balancer> {
  const silent = new Set<number>();
  const open = new Set<Socket>();
  const links = new Map<Socket, number>();
  let turn = 0;

  const look = async (port: number) => {
    const answer = fetch(`http://127.0.0.1:${port}/healthz`, { signal: AbortSignal.timeout(answerMs) });
    const lives = await answer.then(
      ({ ok }) => ok,
      () => false,
    );
    if (lives) silent.delete(port);
    else silent.add(port);
  };
  const looking = setInterval(() => ports().forEach((port) => void look(port)), lookMs);

  const forward = (client: Socket, left: number): void => {
    const all = ports();
    const lively = all.filter((port) => !silent.has(port));
    const choice = lively.length > 0 ? lively : all;
    turn += 1;
    const port = choice[turn % choice.length]!;
    const node = connect(port, '127.0.0.1');
    open.add(node);
    node.once('close', () => {
      open.delete(node);
      links.delete(node);
    });
    node.once('error', () => {
      if (left > 0 && !client.destroyed && node.bytesWritten === 0) {
        silent.add(port);
        forward(client, left - 1);
      } else client.destroy();
    });
    node.once('connect', () => {
      links.set(node, port);
      node.on('error', () => {});
      node.once('close', () => client.destroy());
      client.once('close', () => node.destroy());
      client.pipe(node).pipe(client);
    });
  };
  const server = createServer({ noDelay: true }, (client) => {
    open.add(client);
    client.once('close', () => open.delete(client));
    client.on('error', () => {});
    forward(client, ports().length);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    inUse: () => [...new Set(links.values())],
    async close() {
      clearInterval(looking);
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
