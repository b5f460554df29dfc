import { applyUpdate, Doc, encodeStateAsUpdate, encodeStateVector, GC, getState, mergeUpdates } from 'yjs';
import type { UserId } from '../protocol/ids.ts';
import { Activity } from './activity.ts';
import { admit, type Admission } from './admit.ts';
import { Awareness } from './awareness.ts';
import { MalformedError } from './bytes.ts';
import { applyStored, inflateSnapshot } from './encoding.ts';
import { Greeting } from './greeting.ts';
import { limits } from './limits.ts';
import { keyOf, type DocumentKey, type DocumentName } from './names.ts';
import { Owners } from './owners.ts';
import type { Access, Peer } from './peer.ts';
import { Peers } from './peers.ts';
import type { DocumentLog, Following, StoredDocument } from './ports.ts';
import { checkStateVector } from './scan.ts';
import { Storing, type Pending } from './storing.ts';
import { frames, type Message } from './wire.ts';

export type DocumentDeps = {
  readonly log: DocumentLog;
  readonly now: () => number;
  /** An update became durable, and was sent on. */
  readonly onStored: (document: LiveDocument, stored: Pending) => void;
  /** Writing failed, and is tried again. */
  readonly onFailure: (key: DocumentKey, error: unknown) => void;
  /** The document in memory can no longer be trusted; what is stored can. */
  readonly onBroken: (document: LiveDocument, error: unknown) => void;
};

type Received = { readonly peer: Peer; readonly update: Uint8Array; readonly whole: boolean };

/**
 * A document in memory and its peers. What arrives in one turn of the event loop is applied in one transaction, stored as
 * one update, and only then sent on, as one frame: nobody builds on what a crash could take back.
 */
export class LiveDocument {
  readonly name: DocumentName;
  readonly key: DocumentKey;
  readonly epoch: string;
  readonly doc: Doc;
  readonly #deps: DocumentDeps;
  readonly #owners: Owners;
  readonly #awareness: Awareness;
  readonly #storing: Storing;
  readonly #activity = new Activity();
  readonly #greeting = new Greeting();
  readonly #peers: Peers;
  readonly #following: Following;
  #inbox: Received[] = [];
  #marks: (() => void)[] = [];
  #turn: NodeJS.Immediate | null = null;
  /** What the transaction under way came to. Y.Doc may tidy up after it in another, hence the list. */
  #changes: Uint8Array[] = [];
  #editors = new Set<UserId>();
  #bytes = 0;

  constructor(name: DocumentName, doc: Doc, stored: StoredDocument, deps: DocumentDeps) {
    this.name = name;
    this.key = keyOf(name);
    this.epoch = stored.epoch;
    this.doc = doc;
    this.#deps = deps;
    this.#owners = new Owners(stored.owners, doc.clientID);
    this.#peers = new Peers({ now: deps.now, stateVector: () => encodeStateVector(doc) });
    this.#awareness = new Awareness(this.#owners, {
      now: deps.now,
      broadcast: (frame) => this.#peers.send(frame),
      signal: (signal) => this.#following.signal(signal),
    });
    this.#storing = new Storing({
      // The log gets what it is to keep, and not who sent it.
      append: ({ update, owners, edits }) => deps.log.append(this.key, { update, owners, edits }),
      onStored: (entry) => this.#relay(entry),
      onFailure: (error) => deps.onFailure(this.key, error),
    });
    this.#bytes = (stored.snapshot?.length ?? 0) * 3 + stored.tail.reduce((sum, update) => sum + update.length, 0);
    doc.on('update', (update: Uint8Array) => void this.#changes.push(update));
    this.#following = deps.log.follow(this.key, stored.place, {
      updated: (update) => this.#adopt(() => applyUpdate(doc, update, this)),
      restored: async (whole) => {
        const base = await inflateSnapshot(whole.snapshot);
        this.#adopt(() => applyStored(doc, base, whole.tail));
      },
      everything: () => ({ update: encodeStateAsUpdate(doc), owners: this.#owners.all(), edits: new Map() }),
      signalled: (signal) => this.#awareness.hear(signal),
    });
    this.#awareness.begin();
  }

  get peers(): readonly Peer[] {
    return this.#peers.all;
  }

  /** Nothing is under way: the log has everything. */
  get saved(): boolean {
    return this.#inbox.length === 0 && this.#storing.saved;
  }

  join(peer: Peer, access: Access): void {
    this.#peers.join(peer, access);
    this.#awareness.show(peer);
  }

  /** What the peer sent before stays. */
  leave(peer: Peer): void {
    if (this.#peers.leave(peer)) this.#awareness.leave(peer);
  }

  setAccess(peer: Peer, access: Access): void {
    this.#peers.setAccess(peer, access);
  }

  /** Throws MalformedError. */
  receive(peer: Peer, message: Message): void {
    if (!this.#peers.has(peer)) return;
    switch (message.type) {
      case 'sync.request': {
        const { stateVector } = message;
        checkStateVector(stateVector);
        const hasNothing = stateVector.length === 1;
        const greeting = hasNothing && this.#greeting.frame;
        // All that is durable, whatever is on its way: that comes when it is.
        if (greeting) return peer.send(greeting);
        const answer = () => peer.send(hasNothing ? this.#encodeWhole() : this.#since(stateVector));
        // While the log is away people may still open what is there.
        return this.#storing.failing ? answer() : this.#storing.whenSaved(answer);
      }
      case 'update':
        if (this.#peers.admits(peer)) this.#take({ peer, update: message.update, whole: message.whole });
        return;
      case 'awareness':
        return this.#awareness.receive(peer, message.update);
      case 'awareness.request':
        return this.#awareness.show(peer);
      case 'mark': {
        const answer = () => peer.send(frames.mark(message.mark, this.#peers.isWhole(peer)));
        const wait = () => this.#storing.whenSaved(answer);
        if (this.#turn) this.#marks.push(wait);
        else wait();
      }
    }
  }

  /** A change by the server in a person's name. Resolves when it is durable. */
  edit(editor: UserId, change: (doc: Doc) => void): Promise<void> {
    this.doc.transact(() => change(this.doc), this);
    this.#activity.note(editor, this.#deps.now());
    this.#editors.add(editor);
    this.#store(new Set([null]));
    return new Promise((resolve) => this.#storing.whenSaved(resolve));
  }

  /** Resolves when what other nodes have stored is here. */
  catchUp(): Promise<void> {
    return this.#following.catchUp();
  }

  /** Applies what has arrived; resolves when all of it is durable. */
  settle(): Promise<void> {
    if (this.#turn) this.#apply();
    return new Promise((resolve) => this.#storing.whenSaved(resolve));
  }

  close(): void {
    if (this.#turn) clearImmediate(this.#turn);
    this.#turn = null;
    this.#following.stop();
    this.#peers.close();
    this.#awareness.close();
    this.doc.destroy();
  }

  #take(received: Received): void {
    if (this.#storing.unsavedBytes > limits.unsavedBytes) return received.peer.close('tryLater');
    this.#inbox.push(received);
    this.#turn ??= setImmediate(() => this.#apply());
  }

  #apply(): void {
    if (this.#turn) clearImmediate(this.#turn);
    this.#turn = null;
    const inbox = this.#inbox;
    const marks = this.#marks;
    this.#inbox = [];
    this.#marks = [];
    const senders = new Set<Peer | null>();
    try {
      this.doc.transact(() => {
        for (const received of inbox) if (this.#applyOne(received)) senders.add(received.peer);
      }, this);
    } catch (error) {
      this.#changes = [];
      return this.#deps.onBroken(this, error);
    }
    // What was admitted hangs on nothing that is missing, unless it hangs on itself.
    this.doc.store.pendingStructs = null;
    this.doc.store.pendingDs = null;
    this.#store(senders);
    for (const mark of marks) mark();
  }

  /** Whether anything was applied. Throws only what must not happen. */
  #applyOne({ peer, update, whole }: Received): boolean {
    const admission = this.#admit(peer, update);
    if (!admission) return false;
    const lacking = admission.kind === 'gap' || (admission.kind === 'update' && admission.lacking);
    this.#peers.took(peer, { whole, lacking });
    if (admission.kind !== 'update') return false;
    if (!this.#fits(admission.update.length)) {
      peer.close('tooLarge');
      return false;
    }
    try {
      applyUpdate(this.doc, admission.update, this);
    } catch (error) {
      peer.close('malformed');
      throw error;
    }
    if (admission.adds || !whole) {
      this.#activity.note(peer.author.id, this.#deps.now());
      this.#editors.add(peer.author.id);
    }
    return true;
  }

  #admit(peer: Peer, update: Uint8Array): Admission | null {
    const { id } = peer.author;
    try {
      return admit(update, {
        stateOf: (client) => getState(this.doc.store, client),
        endsInGarbage: (client) => this.doc.store.clients.get(client)?.at(-1) instanceof GC,
        mayAddAs: (client) => this.#owners.allows(client, id),
      });
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      peer.close('malformed');
      return null;
    }
  }

  #fits(bytes: number): boolean {
    if (this.#bytes + bytes <= limits.documentBytes) return true;
    // The sum forgets what was collected since: now it is measured.
    this.#bytes = encodeStateAsUpdate(this.doc).length;
    return this.#bytes + bytes <= limits.documentBytes;
  }

  #store(senders: ReadonlySet<Peer | null>): void {
    const changes = this.#changes;
    this.#changes = [];
    const [first] = changes;
    if (!first) return;
    const update = changes.length === 1 ? first : mergeUpdates(changes);
    this.#bytes += update.length;
    const editors = this.#editors;
    this.#editors = new Set();
    const [owners, edits] = [this.#owners.takeUnstored(), this.#activity.take()];
    this.#storing.push({ update, senders, editors, owners, edits });
  }

  #relay(stored: Pending): void {
    const { update, senders } = stored;
    const [only] = senders;
    this.#greeting.grow(update);
    this.#peers.send(frames.update(update), senders.size === 1 ? (only ?? null) : null);
    this.#peers.askLacking();
    this.#deps.onStored(this, stored);
  }

  /** What other nodes stored: it is for this node's peers, and for nobody's log. */
  #adopt(apply: () => void): void {
    apply();
    const changes = this.#changes;
    this.#changes = [];
    if (changes.length === 0) return;
    const update = mergeUpdates(changes);
    this.#greeting.grow(update);
    this.#bytes += update.length;
    this.#peers.send(frames.update(update));
    this.#peers.askLacking();
  }

  #since(stateVector: Uint8Array): Uint8Array {
    return frames.syncAnswer(encodeStateAsUpdate(this.doc, stateVector));
  }

  #encodeWhole(): Uint8Array {
    const { frame: greeting } = this.#greeting;
    if (greeting) return greeting;
    const update = encodeStateAsUpdate(this.doc);
    const frame = frames.syncAnswer(update);
    // What is in it and not yet durable would be added once more when it is.
    if (this.#storing.saved) this.#greeting.renew(update, frame);
    return frame;
  }
}
