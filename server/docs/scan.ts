import { ByteReader, MalformedError } from './bytes.ts';
import { scanContent } from './scan-content.ts';

/** Y.Doc draws client ids of 32 bits; clocks beyond 31 bits would break the encoding at rest. */
const highestClock = 2 ** 30;
const skipped = 10;
const collected = 0;

/** The structs of one client in an update: a run of clocks without a gap. */
export type Section = {
  readonly client: number;
  readonly clock: number;
  readonly end: number;
  readonly structs: number;
  /** Where the structs lie in the update. */
  readonly from: number;
  readonly to: number;
  /** What they hang on: of each other client the highest clock named; null if of nobody. */
  readonly needs: ReadonlyMap<number, number> | null;
};

export type Scanned = {
  readonly sections: readonly Section[];
  /** Whether a section stood for something that is not in the update. What came after it in the section is left out. */
  readonly broken: boolean;
  /** Where the deletions begin; they go to the end. */
  readonly deletionsFrom: number;
  /** The end of the highest range deleted of each client; null if nothing is deleted. */
  readonly deleted: ReadonlyMap<number, number> | null;
};

/**
 * Reads a V1 update without applying it, in time linear in its bytes. Throws MalformedError for whatever is no whole V1
 * update: a V2 update as well, since its first number would be that of clients and its end would not be reached.
 */
export function scanUpdate(bytes: Uint8Array): Scanned {
  const reader = new ByteReader(bytes);
  const sections: Section[] = [];
  const clients = new Set<number>();
  let broken = false;
  for (let left = reader.uint(); left > 0; left -= 1) {
    const { section, whole } = scanSection(reader);
    // Y.Doc would forget the first of two.
    if (clients.has(section.client)) throw new MalformedError('A client comes twice');
    clients.add(section.client);
    if (section.structs > 0) sections.push(section);
    broken ||= !whole;
  }
  const deletionsFrom = reader.at;
  const deleted = scanDeletions(reader);
  if (!reader.done) throw new MalformedError('There is more than an update');
  return { sections, broken, deletionsFrom, deleted };
}

function scanSection(reader: ByteReader): { section: Section; whole: boolean } {
  const count = reader.uint();
  const client = reader.uint();
  const clock = reader.uint(highestClock);
  const from = reader.at;
  let needs: Map<number, number> | null = null;
  let end = clock;
  let kept: { structs: number; to: number; end: number } | null = null;

  const need = (): void => {
    const other = reader.uint();
    const at = reader.uint(highestClock);
    if (kept || (other === client && at < end)) return;
    needs ??= new Map();
    needs.set(other, Math.max(at, needs.get(other) ?? 0));
  };

  for (let index = 0; index < count; index += 1) {
    const info = reader.byte();
    const kind = info & 0x1f;
    let length: number;
    if (kind === skipped) {
      kept ??= { structs: index, to: reader.at - 1, end };
      length = reader.uint(highestClock);
    } else if (kind === collected) {
      length = reader.uint(highestClock);
    } else {
      scanPlace(reader, info, need);
      length = scanContent(reader, kind);
    }
    if (length === 0) throw new MalformedError('A struct is empty');
    end += length;
    if (end > highestClock) throw new MalformedError('A clock is too high');
  }
  const { structs, to, end: keptEnd } = kept ?? { structs: count, to: reader.at, end };
  return { section: { client, clock, end: keptEnd, structs, from, to, needs }, whole: kept === null };
}

/** Where an item stands: after and before what, or in which parent. */
function scanPlace(reader: ByteReader, info: number, need: () => void): void {
  const after = (info & 0x80) !== 0;
  const before = (info & 0x40) !== 0;
  if (after) need();
  if (before) need();
  if (after || before) return;
  const named = reader.uint(1) === 1;
  if (named) reader.text();
  else need();
  if ((info & 0x20) !== 0) reader.text();
}

function scanDeletions(reader: ByteReader): Map<number, number> | null {
  let deleted: Map<number, number> | null = null;
  for (let clients = reader.uint(); clients > 0; clients -= 1) {
    const client = reader.uint();
    let highest = 0;
    for (let ranges = reader.uint(); ranges > 0; ranges -= 1) {
      const clock = reader.uint(highestClock);
      const length = reader.uint(highestClock);
      // Y.Doc chokes on what it cannot apply of such a range.
      if (length === 0) throw new MalformedError('A deletion is empty');
      highest = Math.max(highest, clock + length);
    }
    deleted ??= new Map();
    deleted.set(client, Math.max(highest, deleted.get(client) ?? 0));
  }
  return deleted;
}

/** Throws MalformedError for what is no state vector. */
export function checkStateVector(bytes: Uint8Array): void {
  const reader = new ByteReader(bytes);
  for (let left = reader.uint(); left > 0; left -= 1) {
    reader.uint();
    reader.uint();
  }
  if (!reader.done) throw new MalformedError('There is more than a state vector');
}
