import { Doc } from 'yjs';
import { backoffMs } from '../backoff.ts';
import { writable } from '../readable.ts';
import { obtainToken } from '../tokens/obtain-token.ts';
import { closingOf } from './close-codes.ts';
import type { DocumentGround } from './document-ground.ts';
import type { DocumentEnd, DocumentHandle, DocumentName, DocumentState, Replica } from './document-state.ts';
import { holdReplica, type HeldReplica } from './held-replica.ts';
import type { LocalCopies } from './local-copies.ts';

export interface DocumentOptions {
  /** Whose copies on this device are looked at; who the server lets in is the token's affair. */
  readonly userId: string;
  /** Null: nothing is kept on this device. */
  readonly copies: LocalCopies | null;
}

/** From a new connection to all the server has. */
const openingMs = 15_000;
/** A connection that lived shorter counts as a failed attempt. */
const stableMs = 5_000;

/** A document of a session, kept connected until it is closed. What is here can be written to with or without a connection. */
export function openDocument(
  { url, tokens, clock, surroundings }: DocumentGround,
  name: DocumentName,
  { userId, copies }: DocumentOptions,
): DocumentHandle {
  const { random, monotonic } = surroundings;
  const state = writable<DocumentState>({ kind: 'opening' });
  const shown = writable<Replica | null>(null);
  const stray = writable<Doc | null>(null);
  const stopSignals = surroundings.onSignal((signal) => (signal === 'wake' ? wake() : held?.link.drop()));

  let held: HeldReplica | null = null;
  let up: { readonly since: number; mayWrite: boolean } | null = null;
  let ended: DocumentEnd | null = null;
  let trying = false;
  let attempts = 0;
  let tokenTurnedDown = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let late: ReturnType<typeof setTimeout> | undefined;

  function tell(): void {
    const next = stateNow();
    const before = state.getSnapshot();
    if (JSON.stringify(next) !== JSON.stringify(before)) state.set(next);
  }

  function stateNow(): DocumentState {
    if (ended !== null) return { kind: 'ended', reason: ended };
    if (!held || shown.getSnapshot() === null) return { kind: 'opening' };
    const standing = held.marks.standing();
    if (!up) return { kind: 'offline', unsaved: standing !== 'saved', kept: held.isKept() };
    if (!up.mayWrite) return { kind: standing === 'saved' ? 'readOnly' : 'refused' };
    return { kind: standing === 'unsaved' ? 'saving' : standing };
  }

  async function begin(): Promise<void> {
    const known = await copies?.epochOf(userId, name).catch(() => null);
    const aside = await copies?.aside(userId, name).catch(() => null);
    if (ended !== null) return;
    if (aside && stray.getSnapshot() === null) stray.set(aside);
    const mine = hold();
    if (known) {
      await mine.load(known);
      if (ended !== null || held !== mine) return;
      if (mine.isKept()) show(mine);
    }
    void attempt();
  }

  function hold(): HeldReplica {
    const mine: HeldReplica = holdReplica({
      url,
      name,
      userId,
      copies,
      onChange() {
        if (held === mine) tell();
      },
      events: {
        synced(mayWrite) {
          if (held === mine) synced(mine, mayWrite);
        },
        asked() {
          if (held !== mine) return;
          if (up) up.mayWrite = true;
          tell();
        },
        closed(code) {
          if (held === mine) closed(mine, code);
        },
      },
    });
    held = mine;
    return mine;
  }

  function show(mine: HeldReplica): void {
    shown.set({ doc: mine.doc, awareness: mine.awareness });
    tell();
  }

  async function attempt(): Promise<void> {
    clearTimeout(timer);
    if (ended !== null || trying || up || !held) return;
    const mine = held;
    trying = true;
    const token = await obtainToken(tokens, clock, tokenTurnedDown);
    if (ended !== null || held !== mine) return;
    switch (token.kind) {
      case 'signedOut':
        return finish('unauthenticated');
      case 'unreachable':
        return again(0);
      case 'token':
        late = setTimeout(mine.link.drop, openingMs);
        mine.link.open(token.token, mine.epoch());
    }
  }

  function synced(mine: HeldReplica, mayWrite: boolean): void {
    clearTimeout(late);
    trying = false;
    tokenTurnedDown = false;
    up = { since: monotonic(), mayWrite };
    show(mine);
  }

  function closed(mine: HeldReplica, code: number): void {
    clearTimeout(late);
    if (up && monotonic() - up.since >= stableMs) attempts = 0;
    up = null;
    const closing = closingOf(code);
    switch (closing.kind) {
      case 'ended':
        return finish(closing.reason);
      case 'newEpoch':
        return void beginAnew(mine);
      case 'newToken':
        if (tokenTurnedDown) return finish('unauthenticated');
        tokenTurnedDown = true;
        trying = false;
        return void attempt();
      case 'again':
        return again(closing.afterMs);
    }
  }

  function again(afterMs: number): void {
    clearTimeout(timer);
    trying = false;
    timer = setTimeout(() => void attempt(), Math.max(afterMs, backoffMs(attempts, random())));
    attempts += 1;
    tell();
  }

  /** What is here is of another history of the document. What the server never had of it is set aside and told of. */
  async function beginAnew(old: HeldReplica): Promise<void> {
    const unsaved = old.marks.standing() !== 'saved';
    held = null;
    trying = false;
    shown.set(null);
    tell();
    if (unsaved) {
      await copies?.setAside(userId, name, old.doc).catch(() => undefined);
      stray.set(old.doc);
    }
    await old.end({ copy: 'goes', doc: unsaved ? 'wanted' : 'destroyed' });
    if (ended !== null) return;
    hold();
    void attempt();
  }

  /** What is here stays to be read. */
  function finish(reason: DocumentEnd): void {
    if (ended !== null) {
      if (reason === 'closed') held?.doc.destroy();
      return;
    }
    ended = reason;
    clearTimeout(timer);
    clearTimeout(late);
    stopSignals();
    up = null;
    tell();
    void held?.end({ copy: 'stays', doc: reason === 'closed' ? 'destroyed' : 'wanted' });
  }

  function wake(): void {
    if (up) return held?.link.probe();
    if (trying) return;
    attempts = 0;
    void attempt();
  }

  void begin();
  return {
    name,
    state,
    replica: shown,
    stray,
    discardStray() {
      stray.getSnapshot()?.destroy();
      stray.set(null);
      void copies?.discardAside(userId, name).catch(() => undefined);
    },
    close: () => finish('closed'),
  };
}
