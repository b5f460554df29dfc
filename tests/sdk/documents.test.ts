import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { Doc, encodeStateAsUpdate } from 'yjs';
import { openDocument, type DocumentHandle, type LocalCopies } from '../../client/sdk/docs/index.ts';
import { createClient, memoryTokens, type Client } from '../../client/sdk/index.ts';
import type { RunningServer } from '../../server/composition/server.ts';
import type { SessionId } from '../../server/protocol/ids.ts';
import { startCarrel } from '../support/carrel.ts';
import { cuttableLink, type CuttableLink } from '../support/cuttable-link.ts';
import { memoryCopies } from './support/memory-copies.ts';

let carrel: RunningServer;
let network: CuttableLink;
beforeAll(async () => {
  carrel = await startCarrel({ RATE_LIMITS: 'off' });
  network = await cuttableLink(carrel.port);
});
afterAll(async () => {
  network.close();
  await carrel.close();
});

type Guest = { readonly client: Client; readonly userId: string };

/** `through`: over the network that can be cut. */
async function guest(name: string, { through = false } = {}): Promise<Guest> {
  const url = through ? `http://127.0.0.1:${network.port}` : carrel.url;
  const client = createClient({ url, tokens: memoryTokens({ url }) });
  onTestFinished(() => client.close());
  const answer = await client.api.auth.guest({ name });
  if (!answer.ok) throw new Error(answer.refusal.message);
  return { client, userId: answer.value.user.id };
}

async function session({ client }: Guest, ...others: readonly Guest[]): Promise<SessionId> {
  const created = await client.api.sessions.create({ title: 'Writing', isPublic: true });
  if (!created.ok) throw new Error(created.refusal.message);
  const { id } = created.value.session;
  for (const other of others) await other.client.api.sessions.join(id);
  return id;
}

function notes({ client, userId }: Guest, sessionId: SessionId, copies: LocalCopies | null = null): DocumentHandle {
  const handle = openDocument(client.ground, { sessionId, kind: 'notes' }, { userId, copies });
  onTestFinished(() => handle.close());
  return handle;
}

const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 10 });
const is = (handle: DocumentHandle, state: object) => until(() => expect(handle.state.getSnapshot()).toEqual(state));
const words = (handle: DocumentHandle) => handle.replica.getSnapshot()?.doc.getText('t').toJSON();
const write = (handle: DocumentHandle, text: string) => handle.replica.getSnapshot()!.doc.getText('t').insert(0, text);
const saved = { kind: 'saved' };

describe('a document', () => {
  test('is shared, and said to be saved when the server has it and not before', async () => {
    const [ada, bob] = await Promise.all([guest('Ada'), guest('Bob')]);
    const id = await session(ada, bob);
    const [mine, other] = [notes(ada, id), notes(bob, id)];
    await Promise.all([is(mine, saved), is(other, saved)]);
    const states: string[] = [];
    mine.state.subscribe(() => states.push(mine.state.getSnapshot().kind));
    for (const letter of 'olleh') write(mine, letter);
    expect(mine.state.getSnapshot()).toEqual({ kind: 'saving' });
    await until(() => expect(words(other)).toBe('hello'));
    await is(mine, saved);
    expect(states).toEqual(['saving', 'saved']);
    expect(other.state.getSnapshot()).toEqual(saved);
  });

  test('goes on without a network; what was written merges when it is back', async () => {
    const [ada, bob] = await Promise.all([guest('Ada'), guest('Bob', { through: true })]);
    const id = await session(ada, bob);
    const [mine, other] = [notes(ada, id), notes(bob, id)];
    await Promise.all([is(mine, saved), is(other, saved)]);
    network.cut();
    await is(other, { kind: 'offline', unsaved: false, kept: false });
    write(other, 'away ');
    write(mine, 'here ');
    await is(other, { kind: 'offline', unsaved: true, kept: false });
    network.mend();
    await is(other, saved);
    await until(() => expect(words(mine)).toBe(words(other)));
    expect(words(mine)?.split(' ').toSorted()).toEqual(['', 'away', 'here']);
  });

  test('closed without a network is there again from the device, and nothing is doubled or lost', async () => {
    const [ada, bob] = await Promise.all([guest('Ada'), guest('Bob', { through: true })]);
    const id = await session(ada, bob);
    const [mine, copies] = [notes(ada, id), memoryCopies()];
    const first = notes(bob, id, copies);
    await Promise.all([is(mine, saved), is(first, saved)]);
    write(first, 'one ');
    await until(() => expect(words(mine)).toBe('one '));
    network.cut();
    await is(first, { kind: 'offline', unsaved: false, kept: true });
    write(first, 'two ');
    first.close();
    const second = notes(bob, id, copies);
    await is(second, { kind: 'offline', unsaved: true, kept: true });
    expect(words(second)).toBe('two one ');
    write(second, 'three ');
    network.mend();
    await is(second, saved);
    await until(() => expect(words(mine)).toBe('three two one '));
    expect(words(second)).toBe('three two one ');
  });

  test('begun anew by the server: the old copy is not merged, and what only it has is set aside', async () => {
    const ada = await guest('Ada');
    const id = await session(ada);
    const [copies, old] = [memoryCopies(), new Doc()];
    old.getText('t').insert(0, 'of another history');
    const kept = { epoch: 'another', update: encodeStateAsUpdate(old) };
    const name = { sessionId: id, kind: 'notes' } as const;
    copies.put(ada.userId, name, { ...kept, unsaved: true });
    const handle = notes(ada, id, copies);
    await is(handle, saved);
    expect(words(handle)).toBe('');
    expect(handle.stray.getSnapshot()?.getText('t').toJSON()).toBe('of another history');
    handle.close();

    const later = notes(ada, id, copies);
    await until(() => expect(later.stray.getSnapshot()?.getText('t').toJSON()).toBe('of another history'));
    later.discardStray();
    expect(later.stray.getSnapshot()).toBeNull();
    expect(await copies.aside(ada.userId, name)).toBeNull();
    later.close();

    copies.put(ada.userId, name, { ...kept, unsaved: false });
    const saidSaved = notes(ada, id, copies);
    await is(saidSaved, saved);
    expect([words(saidSaved), saidSaved.stray.getSnapshot()]).toEqual(['', null]);
  });
});

describe('who may not', () => {
  test('write, reads; what is written all the same is not said to be saved, until it is', async () => {
    const [ada, bob] = await Promise.all([guest('Ada'), guest('Bob')]);
    const id = await session(ada, bob);
    await ada.client.api.sessions.updateSettings(id, { enabledTools: ['CHAT'] });
    const handle = notes(bob, id);
    await is(handle, { kind: 'readOnly' });
    write(handle, 'unasked ');
    await is(handle, { kind: 'refused' });
    await ada.client.api.sessions.updateSettings(id, { enabledTools: ['CHAT', 'NOTES'] });
    await is(handle, saved);
    await ada.client.api.sessions.updateSettings(id, { enabledTools: ['CHAT'] });
    write(handle, 'late ');
    await is(handle, { kind: 'refused' });
  });

  test('be there, is told why', async () => {
    const [ada, bob, eve] = await Promise.all([guest('Ada'), guest('Bob'), guest('Eve')]);
    const id = await session(ada, bob);
    const handle = notes(bob, id);
    await is(handle, saved);
    await is(notes(eve, id), { kind: 'ended', reason: 'forbidden' });
    const nowhere = '00000000-0000-4000-8000-00000000dead' as SessionId;
    await is(notes(eve, nowhere), { kind: 'ended', reason: 'notFound' });
    await bob.client.api.sessions.leave(id);
    await is(handle, { kind: 'ended', reason: 'forbidden' });
    const nobody = createClient({ url: carrel.url, tokens: memoryTokens({ url: carrel.url }) });
    onTestFinished(() => nobody.close());
    await is(notes({ client: nobody, userId: 'x' }, id), { kind: 'ended', reason: 'unauthenticated' });
  });
});
