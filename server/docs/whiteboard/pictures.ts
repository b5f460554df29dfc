import type { Doc } from 'yjs';
import { z } from 'zod';
import type { BoardElement } from '../../protocol/rest/documents.ts';
import type { SessionId } from '../../protocol/ids.ts';
import type { FileArchive } from '../files/ports.ts';
import { readElements } from './elements.ts';

/** Pictures as `data:` addresses, by the name that elements call them. */
export type Pictures = ReadonlyMap<string, string>;

/** What a rendered board may carry in pictures; further ones are frames. */
const mostBytes = 20_000_000;
const kept = z.object({ id: z.guid() });

export const pictureOf = (element: BoardElement): string | null =>
  element.type === 'image' && typeof element['fileId'] === 'string' ? element['fileId'] : null;

/** Which file each picture is that elements show: the document names them, and has none of their bytes. */
function filesOf(doc: Doc): Map<string, string> {
  const named = doc.getMap<unknown>('files');
  const names = readElements(doc).flatMap((element) => pictureOf(element) ?? []);
  return new Map(
    names.flatMap((name) => {
      const file = kept.safeParse(named.get(name));
      return file.success ? [[name, file.data.id] as const] : [];
    }),
  );
}

/** The pictures that a board shows. One that is gone is left out. */
export async function loadPictures(doc: Doc, files: FileArchive, sessionId: SessionId): Promise<Pictures> {
  const pictures = new Map<string, string>();
  let left = mostBytes;
  for (const [name, id] of filesOf(doc)) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other: they are large
    const file = await files.read(sessionId, id);
    if (!file || file.size > left) continue;
    left -= file.size;
    pictures.set(name, `data:${file.type};base64,${Buffer.from(file.bytes).toString('base64')}`);
  }
  return pictures;
}
