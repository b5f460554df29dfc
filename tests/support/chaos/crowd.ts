import { createClient, memoryTokens, type Client, type SessionHandle } from '../../../client/sdk/index.ts';
import type { SessionId } from '../../../server/protocol/ids.ts';

/** Somebody with the SDK who talks as long as they are let, and what they were promised. */
export type Talker = {
  readonly client: Client;
  readonly handle: SessionHandle;
  readonly sessionId: SessionId;
  /** The messages that were acknowledged, by their text, which nobody else writes. */
  readonly acknowledged: Set<string>;
  /** Resolves with the milliseconds until the next command given from now on is acknowledged. */
  nextAnswer(): Promise<number>;
  isWaiting(): boolean;
  stop(): Promise<void>;
};

export type CrowdOptions = {
  readonly url: string;
  readonly rooms: number;
  readonly people: number;
  readonly pauseMs: () => number;
};

/** People in several rooms, all talking; the first of each room is its host, and a timer of short phases runs there. */
export async function gatherCrowd({ url, rooms, people, pauseMs }: CrowdOptions): Promise<Talker[]> {
  const clients = await Promise.all(Array.from({ length: people }, (_, index) => signIn(url, `Person ${index}`)));
  const hosts = clients.slice(0, rooms);
  const sessionIds = await Promise.all(hosts.map(openSession));
  const talkers = clients.map((client, index) => {
    const sessionId = sessionIds[index % rooms]!;
    return { client, sessionId, handle: client.joinSession(sessionId) };
  });
  await Promise.all(talkers.map(({ handle }) => until(handle, () => handle.state.getSnapshot().kind === 'ready')));
  await Promise.all(
    talkers.slice(0, rooms).map(async ({ handle }) => {
      const config = {
        workMs: 2_000,
        shortBreakMs: 1_000,
        longBreakMs: 1_000,
        autoStartWork: true,
        autoStartBreak: true,
      };
      await accepted(handle.send('session:start', {}));
      await accepted(handle.send('timer:configure', { config }));
      await accepted(handle.send('timer:start', {}));
    }),
  );
  return talkers.map((one, index) => talk(one, `${index}`, pauseMs));
}

async function signIn(url: string, name: string): Promise<Client> {
  const client = createClient({ url, tokens: memoryTokens({ url }) });
  await accepted(client.api.auth.guest({ name }));
  return client;
}

async function openSession(host: Client): Promise<SessionId> {
  const { session } = await accepted(host.api.sessions.create({ title: 'Chaos', isPublic: true, maxParticipants: 50 }));
  return session.id;
}

export async function accepted<Value>(
  asked: Promise<{ ok: true; value: Value } | { ok: false; refusal: { code: string; message: string } }>,
): Promise<Value> {
  const outcome = await asked;
  if (!outcome.ok) throw new Error(`${outcome.refusal.code}: ${outcome.refusal.message}`);
  return outcome.value;
}

type Place = Pick<Talker, 'client' | 'handle' | 'sessionId'>;

function talk(place: Place, name: string, pauseMs: () => number): Talker {
  const acknowledged = new Set<string>();
  const waiting = new Set<{ readonly from: number; readonly answered: (ms: number) => void }>();
  const stopping = new AbortController();
  const run = async () => {
    for (let count = 0; !stopping.signal.aborted; count += 1) {
      const content = `${name}.${count}`;
      const givenAt = performance.now();
      // oxlint-disable-next-line no-await-in-loop -- one after the other, as people talk
      await accepted(place.handle.send('chat:send', { content }));
      acknowledged.add(content);
      for (const one of waiting) {
        if (one.from > givenAt) continue;
        waiting.delete(one);
        one.answered(performance.now() - one.from);
      }
      // oxlint-disable-next-line no-await-in-loop
      await new Promise((resolve) => setTimeout(resolve, pauseMs()));
    }
  };
  const talking = run();
  // It is awaited at the end; until then a failure must not end the process.
  talking.catch(() => {});
  return {
    ...place,
    acknowledged,
    nextAnswer: () =>
      Promise.race([
        new Promise<number>((answered) => waiting.add({ from: performance.now(), answered })),
        talking.then(() => 0),
      ]),
    isWaiting: () => waiting.size > 0,
    stop() {
      stopping.abort();
      return talking;
    },
  };
}

/** Resolves when the session's state is as wanted. */
function until({ state }: SessionHandle, wanted: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = state.subscribe(look);
    function look() {
      if (!wanted()) return;
      stop();
      resolve();
    }
    look();
  });
}
