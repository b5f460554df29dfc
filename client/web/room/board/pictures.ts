import type { BinaryFileData, BinaryFiles } from '@excalidraw/excalidraw/types';
import type { Doc } from 'yjs';
import type { Refusal } from '../../../../server/protocol/errors.ts';
import type { Outcome } from '../../../sdk/index.ts';

/** What the document says of a picture: its bytes are with the server's files. */
interface Kept {
  readonly id: string;
  readonly url: string;
  readonly type: string;
}

export interface PicturesDeps {
  readonly upload: (picture: Blob) => Promise<Outcome<{ file: Kept }>>;
  readonly load: (fileId: string) => Promise<Outcome<{ blob: Blob }>>;
  readonly show: (pictures: BinaryFileData[]) => void;
  /** It will never be shared: nobody else sees it. */
  readonly onRefused: (pictureId: string, refusal: Refusal) => void;
  readonly now: () => number;
}

/** The pictures on a board: uploaded once by whoever puts them there, loaded once by everybody else. */
export function sharePictures(doc: Doc, deps: PicturesDeps) {
  const map = doc.getMap<unknown>('files');
  /** On their way, here already, or refused: not asked for again. */
  const settled = new Set<string>();
  /** What is to be tried again when the server is there. */
  const waiting = new Map<string, () => Promise<void>>();
  let writable = false;
  let closed = false;

  function attempt(id: string, work: () => Promise<Refusal | null>, onRefused: (refusal: Refusal) => void): void {
    if (settled.has(id)) return;
    settled.add(id);
    const run = async () => {
      waiting.delete(id);
      const refusal = await work();
      if (closed || refusal === null) return;
      if (mayPass(refusal)) waiting.set(id, run);
      else onRefused(refusal);
    };
    void run();
  }

  function upload({ id, dataURL }: BinaryFileData): void {
    const work = async () => {
      const answer = await deps.upload(blobOf(dataURL));
      if (!answer.ok) return answer.refusal;
      const { url, type } = answer.value.file;
      if (!closed) map.set(id, { id: answer.value.file.id, url, type });
      return null;
    };
    attempt(id, work, (refusal) => deps.onRefused(id, refusal));
  }

  function load(id: string, kept: Kept): void {
    const work = async () => {
      const answer = await deps.load(kept.id);
      if (!answer.ok) return answer.refusal;
      const { blob } = answer.value;
      const dataURL = (await dataUrlOf(blob)) as BinaryFileData['dataURL'];
      const picture = { id, dataURL, mimeType: blob.type, created: deps.now() } as BinaryFileData;
      if (!closed) deps.show([picture]);
      return null;
    };
    // The place on the board stays, for whoever has the picture.
    attempt(id, work, () => undefined);
  }

  function look(): void {
    for (const [id, value] of map.entries()) if (isKept(value)) load(id, value);
  }

  map.observe(look);
  look();
  return {
    /** Pictures that elements show. */
    changed(files: BinaryFiles, used: Iterable<string>) {
      if (!writable) return;
      for (const id of used) {
        const file = files[id];
        if (file && !map.has(id)) upload(file);
      }
    },
    setWritable: (now: boolean) => void (writable = now),
    /** The server is there (again). */
    retry() {
      for (const run of waiting.values()) void run();
    },
    close() {
      closed = true;
      map.unobserve(look);
    },
  };
}

const mayPass = ({ code }: Refusal): boolean => ['UNAVAILABLE', 'INTERNAL', 'RATE_LIMITED'].includes(code);

const isKept = (value: unknown): value is Kept =>
  typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';

/** The policy of the page lets nobody fetch a data: address. */
function blobOf(dataUrl: string): Blob {
  const [head = '', body = ''] = dataUrl.split(',', 2);
  const bytes = Uint8Array.from(atob(body), (char) => char.charCodeAt(0));
  return new Blob([bytes], { type: /^data:([^;]+)/.exec(head)?.[1] ?? '' });
}

function dataUrlOf(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => resolve(reader.result as string));
    reader.addEventListener('error', () => reject(reader.error ?? new Error('A picture could not be read')));
    reader.readAsDataURL(blob);
  });
}
