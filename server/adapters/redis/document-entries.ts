import type { NewUpdate } from '../../docs/ports.ts';
import type { UserId } from '../../protocol/ids.ts';

/** A place in the log of a document: an incarnation of it, and how many entries it had. */
export type Place = { readonly incarnation: string; readonly seq: number };

export const placeText = ({ incarnation, seq }: Place): string => `${incarnation}:${seq}`;
export function placeFrom(text: string): Place {
  const [incarnation = '', seq = '0'] = text.split(':');
  return { incarnation, seq: Number(seq) };
}

export type LogEntry = { readonly seq: number; readonly node: string; readonly update: Uint8Array };
/** An entry as the log has it, with what is not for other nodes to apply. */
export type WholeEntry = LogEntry & Pick<NewUpdate, 'owners' | 'edits'>;
/** What document-load.lua answers. `trimmed`: where the entries that are left begin. */
export type LogReply = Place & { readonly trimmed: number; readonly entries: readonly WholeEntry[] };

// What the scripts answer is ours: its shape is trusted, and said at the head of each.

export function toLog(reply: unknown): LogReply {
  const [incarnation, seq, trimmed, ...fields] = reply as Buffer[];
  const entries: WholeEntry[] = [];
  for (let at = 0; at < fields.length; at += 4) {
    const [place, node, update, more] = fields.slice(at, at + 4) as [Buffer, Buffer, Buffer, Buffer];
    entries.push({ seq: Number(place), node: node.toString(), update, ...moreFrom(more.toString()) });
  }
  return { incarnation: String(incarnation), seq: Number(seq), trimmed: Number(trimmed), entries };
}

type More = { readonly owners?: readonly [number, UserId][]; readonly edits?: readonly [UserId, number][] };

/** Most updates bring nothing but themselves. */
export const moreText = ({ owners, edits }: NewUpdate): string =>
  JSON.stringify({
    ...(owners.size > 0 && { owners: [...owners] }),
    ...(edits.size > 0 && { edits: [...edits] }),
  } satisfies More);

function moreFrom(text: string): Pick<NewUpdate, 'owners' | 'edits'> {
  const { owners, edits } = JSON.parse(text) as More;
  return { owners: new Map(owners), edits: new Map(edits) };
}

/** What the channel of a document brings. */
export type News =
  | ({ readonly kind: 'update'; readonly incarnation: string } & LogEntry)
  | { readonly kind: 'signal'; readonly node: string; readonly signal: Uint8Array };

const space = 0x20;

export function toNews(message: Buffer): News {
  let at = 1;
  const word = (): string => {
    const end = message.indexOf(space, at);
    const text = message.toString('latin1', at, end);
    at = end + 1;
    return text;
  };
  if (message[0] === 'a'.charCodeAt(0)) return { kind: 'signal', node: word(), signal: message.subarray(at) };
  const [incarnation, seq, node] = [word(), Number(word()), word()];
  return { kind: 'update', incarnation, seq, node, update: message.subarray(at) };
}

export const signalMessage = (node: string, signal: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`a${node} `, 'latin1'), signal]);
