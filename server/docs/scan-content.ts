import { MalformedError, type ByteReader } from './bytes.ts';

/** Deeper values would overflow the stack of whoever encodes them, for as long as the document lives. */
const deepest = 64;
const typeNames = { element: 3, hook: 5, last: 6 };

/** Passes over the content of an item, and says how many clocks it takes. `kind` is the low five bits of its info. */
export function scanContent(reader: ByteReader, kind: number): number {
  switch (kind) {
    case 1:
      return reader.uint();
    case 2:
      return scanList(reader, () => scanJson(reader, true));
    case 3:
      reader.skip(reader.uint());
      return 1;
    case 4:
      return reader.textLength();
    case 5:
      scanJson(reader);
      return 1;
    case 6:
      reader.text();
      scanJson(reader);
      return 1;
    case 7:
      scanType(reader);
      return 1;
    case 8:
      return scanList(reader, () => scanAny(reader, 0));
    case 9:
      reader.text();
      scanAny(reader, 0);
      return 1;
    default:
      throw new MalformedError(`There is no content ${kind}`);
  }
}

function scanList(reader: ByteReader, scanOne: () => void): number {
  const length = reader.uint();
  for (let index = 0; index < length; index += 1) scanOne();
  return length;
}

function scanType(reader: ByteReader): void {
  const type = reader.uint();
  if (type > typeNames.last) throw new MalformedError(`There is no type ${type}`);
  if (type === typeNames.element || type === typeNames.hook) reader.text();
}

function scanJson(reader: ByteReader, orUndefined = false): void {
  const text = reader.text();
  if (orUndefined && text === 'undefined') return;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new MalformedError('A value is not JSON');
  }
  checkDepth(value, 0);
}

/** JSON.parse takes any depth; JSON.stringify does not. */
function checkDepth(value: unknown, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth > deepest) throw new MalformedError('A value is too deep');
  for (const inner of Object.values(value)) checkDepth(inner, depth + 1);
}

/** lib0's `any`: a type, counted down from 127, and its value. */
function scanAny(reader: ByteReader, depth: number): void {
  if (depth > deepest) throw new MalformedError('A value is too deep');
  const type = reader.byte();
  switch (type) {
    case 127:
    case 126:
    case 121:
    case 120:
      return;
    case 125:
      return reader.skipInt();
    case 124:
      return reader.skip(4);
    case 123:
    case 122:
      return reader.skip(8);
    case 119:
      return void reader.text();
    case 118:
      return void scanList(reader, () => {
        reader.text();
        scanAny(reader, depth + 1);
      });
    case 117:
      return void scanList(reader, () => scanAny(reader, depth + 1));
    case 116:
      return reader.skip(reader.uint());
    default:
      throw new MalformedError(`There is no value of type ${type}`);
  }
}
