import { Awareness } from 'y-protocols/awareness';
import { Doc, type Transaction } from 'yjs';
import { createDocumentLink, type DocumentLink, type LinkEvents } from './document-link.ts';
import type { DocumentName, Replica } from './document-state.ts';
import type { LocalCopies, LocalCopy } from './local-copies.ts';
import { createSavedMarks, type SavedMarks } from './saved-marks.ts';

export interface ReplicaDeps {
  readonly url: string;
  readonly name: DocumentName;
  readonly userId: string;
  readonly copies: LocalCopies | null;
  readonly events: Pick<LinkEvents, 'synced' | 'asked' | 'closed'>;
  readonly onChange: () => void;
}

/** A document in memory with its connection, its copy on this device, and what is known of its being saved. */
export interface HeldReplica extends Replica {
  readonly link: DocumentLink;
  readonly marks: SavedMarks;
  /** Empty until the server or a copy has said it. */
  readonly epoch: () => string;
  readonly isKept: () => boolean;
  /** Brings in the copy of this epoch; a copy that cannot be had is none. */
  readonly load: (epoch: string) => Promise<void>;
  /** Ends it. The copy stays on the device, or goes. The document itself is destroyed unless it is still wanted. */
  readonly end: (what: { readonly copy: 'stays' | 'goes'; readonly doc: 'destroyed' | 'wanted' }) => Promise<void>;
}

export function holdReplica({ url, name, userId, copies, events, onChange }: ReplicaDeps): HeldReplica {
  const doc = new Doc();
  const awareness = new Awareness(doc);
  let epoch = '';
  let copy: LocalCopy | null = null;
  let ended: 'stays' | 'goes' | null = null;

  const marks = createSavedMarks(
    (frame) => link.send(frame),
    () => {
      copy?.noteUnsaved(marks.standing() !== 'saved');
      onChange();
    },
  );
  const link = createDocumentLink(url, name, doc, awareness, {
    ...events,
    asked() {
      // What is here was sent in answer. Whether all of it is safe is asked if any of it may not have been.
      if (marks.standing() !== 'saved') marks.ask();
      events.asked();
    },
    epoch(told) {
      if (epoch !== '') return;
      epoch = told;
      void keep();
    },
    marked: marks.answered,
    closed(code) {
      marks.reset();
      events.closed(code);
    },
  });
  const changed = (_update: Uint8Array, _origin: unknown, _doc: Doc, { local }: Transaction) => {
    if (local) marks.changed();
  };
  doc.on('update', changed);

  /** Whether it could be had. */
  async function keep(): Promise<boolean> {
    const opened = (await copies?.open(userId, name, epoch, doc).catch(() => null)) ?? null;
    if (ended !== null) {
      await (ended === 'goes' ? opened?.delete() : opened?.close());
      return false;
    }
    copy = opened;
    if (copy?.unsaved) marks.changed();
    copy?.noteUnsaved(marks.standing() !== 'saved');
    onChange();
    return opened !== null;
  }

  return {
    doc,
    awareness,
    link,
    marks,
    epoch: () => epoch,
    isKept: () => copy !== null,
    async load(of) {
      epoch = of;
      // One that cannot be read is none: the server is asked for everything, of whatever epoch.
      if (!(await keep())) epoch = '';
    },
    async end(what) {
      if (ended !== null) return;
      ended = what.copy;
      doc.off('update', changed);
      link.destroy();
      awareness.destroy();
      if (what.copy === 'goes') await copy?.delete();
      else copy?.close();
      if (what.doc === 'destroyed') doc.destroy();
    },
  };
}
