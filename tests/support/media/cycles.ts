import { observer } from 'mediasoup';
import type { WebRtcServer, Worker } from 'mediasoup/types';
import { expect } from 'vitest';
import { secret } from '../rooms.ts';
import { startSocketNode } from '../socket-node.ts';
import { enterCall } from './callers.ts';

/** What the workers themselves still have, asked of them and not of the server. */
async function left(workers: readonly Worker[], servers: readonly WebRtcServer[]) {
  const [all, ports] = await Promise.all([
    Promise.all(workers.map((worker) => worker.dump())),
    Promise.all(servers.map((server) => server.dump())),
  ]);
  return {
    routers: all.flatMap(({ routerIds }) => routerIds).length,
    transports: ports.flatMap(({ webRtcTransportIds }) => webRtcTransportIds).length,
    ports: ports.flatMap(({ udpSockets, tcpServers }) => [...udpSockets, ...tcpServers]).length,
  };
}

/**
 * People come into a call, send and receive, and leave it: by leaving, by leaving the room, by losing the socket, or in
 * the middle of it. Nothing of it stays; a worker keeps the one port of each kind that it began with.
 */
export async function comeAndGo(times: number): Promise<void> {
  const workers: Worker[] = [];
  const servers: WebRtcServer[] = [];
  const noted = (worker: Worker) => {
    workers.push(worker);
    worker.observer.on('newwebrtcserver', (server) => servers.push(server));
  };
  observer.on('newworker', noted);
  const node = await startSocketNode({ media: true });
  try {
    const { sessionId } = node.session().state;
    const auth = { sessionId, invite: secret };
    for (let time = 0; time < times; time += 1) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other is what is tested
      const [ann, bob] = await Promise.all([node.visit('Ann', auth), node.visit('Bob', auth)]);
      const [sender, receiver] = await Promise.all([enterCall(ann, sessionId), enterCall(bob, sessionId)]);
      await receiver.consume(await sender.produce('microphone'));
      await receiver.consume(await sender.produce('camera'));
      if (time % 3 === 0) await sender.ask('leave');
      if (time % 3 === 1) await receiver.visitor.ask('room:leave', { sessionId });
      // Under way when the socket goes.
      if (time % 3 === 2) void sender.ask('createTransport', { direction: 'send' }).catch(() => {});
      await node.leaveAll();
    }
    await expect
      .poll(() => left(workers, servers), { timeout: 10_000 })
      .toEqual({ routers: 0, transports: 0, ports: 2 * servers.length });
    expect(node.failures).toEqual([]);
  } finally {
    observer.off('newworker', noted);
    await node.close();
  }
}
