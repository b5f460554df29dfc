import type { ReactNode } from 'react';
import { renderToString } from 'react-dom/server';
import { describe, expect, test } from 'vitest';
import {
  ClientProvider,
  useConnection,
  useParticipants,
  useRecording,
  useRoom,
  useSessionChat,
  useSessionGoals,
  useStudySession,
  useTimer,
} from '../../client/sdk/react/index.ts';
import type { SessionHandle } from '../../client/sdk/index.ts';
import { ada, bob, sessionId } from './support/fake-server.ts';
import { joined, pass, setUp } from './support/bench.ts';

/** What a component that uses the hook shows. The hooks' life in a page is tested in browsers (tests/browser). */
function shown(use: () => unknown, around = (node: ReactNode) => node): unknown {
  const Probe = () => <p>{JSON.stringify(use())}</p>;
  const html = renderToString(around(<Probe />));
  return JSON.parse(html.replace(/^<p>|<\/p>$/g, '').replaceAll('&quot;', '"')) as unknown;
}

async function inRoom() {
  const all = await joined();
  const { server } = all;
  server.tell(bob, { type: 'member:enroll' });
  server.tell(ada, { type: 'session:start' });
  server.tell(ada, { type: 'timer:start' });
  await pass(1_000);
  return all;
}

describe('hooks', () => {
  test('the timer: what it shows, and who may work it', async () => {
    const { session } = await inRoom();
    const timer = shown(() => useTimer(session));
    expect(timer).toMatchObject({ timer: { status: 'RUNNING' }, mayControl: true, mayRun: true });
    const { remainingMs } = timer as { remainingMs: number };
    expect(remainingMs).toBe(session.remainingMs());
    expect(remainingMs).toBeGreaterThan(1_498_000);
  });

  test('people, chat and goals', async () => {
    const { session } = await inRoom();
    void session.send('chat:send', { content: 'Hello' });
    void session.send('goal:add', { title: 'Read' });
    expect(shown(() => useParticipants(session))).toMatchObject({
      here: [{ name: 'Ada' }, { name: 'Bob' }],
      self: { name: 'Ada' },
      host: { name: 'Ada' },
      mayHost: true,
    });
    expect(shown(() => useSessionChat(session))).toMatchObject({
      entries: [{ message: { content: 'Hello' }, authorName: 'Ada', delivery: { kind: 'pending' } }],
    });
    expect(shown(() => useSessionGoals(session))).toMatchObject({ entries: [{ goal: { title: 'Read' } }] });
    expect(shown(() => useRoom(session, (room) => room.title))).toBe('Reading');
  });

  test('[V3] a recording: who asked, who is in it, and what oneself has answered', async () => {
    const { server, session } = await inRoom();
    expect(shown(() => useRecording(session).recording)).toBeNull();
    server.tell(ada, { type: 'participant:setRole', userId: bob.userId, role: 'CO_HOST' });
    server.tell(bob, { type: 'recording:start' });
    await pass(1_000);
    expect(shown(() => useRecording(session).recording)).toMatchObject({
      askedBy: { name: 'Bob' },
      agreed: [{ name: 'Bob' }],
      mine: null,
      startedAt: null,
    });
    let view: ReturnType<typeof useRecording> | null = null;
    shown(() => {
      view = useRecording(session);
      return null;
    });
    const { recording, answer } = view!;
    void answer(recording!.recordingId, false);
    await pass(1_000);
    expect(shown(() => useRecording(session).recording)).toMatchObject({ agreed: [{ name: 'Bob' }], mine: false });
    server.tell(bob, { type: 'recording:stop' });
    await pass(1_000);
    expect(shown(() => useRecording(session).recording)).toBeNull();
  });

  test('without a session there is nothing, and actions refuse', async () => {
    const none: SessionHandle | null = null;
    expect(shown(() => useTimer(none))).toBeNull();
    expect(shown(() => useParticipants(none))).toBeNull();
    expect(shown(() => useSessionChat(none).entries)).toEqual([]);
    let chat: ReturnType<typeof useSessionChat> | null = null;
    shown(() => {
      chat = useSessionChat(none);
      return null;
    });
    expect(await chat!.send('Hello')).toMatchObject({ ok: false, refusal: { code: 'INVALID_STATE' } });
  });

  test('before the first effect a session is being joined', () => {
    const { client } = setUp();
    const around = (children: ReactNode) => <ClientProvider client={client}>{children}</ClientProvider>;
    expect(shown(() => useStudySession(sessionId), around)).toEqual({ session: null, state: { kind: 'joining' } });
    expect(shown(() => useConnection(), around)).toEqual({ kind: 'idle' });
  });
});
