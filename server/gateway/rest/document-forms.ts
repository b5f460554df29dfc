import type { Doc } from 'yjs';
import type { DocumentKind } from '../../docs/names.ts';
import { notesFromMarkdown, notesToHtml, notesToMarkdown } from '../../docs/notes/markdown.ts';
import { readNotes, writeNotes } from '../../docs/notes/notes.ts';
import { readElements, writeElements } from '../../docs/whiteboard/elements.ts';
import type { Pictures } from '../../docs/whiteboard/pictures.ts';
import { renderSvg } from '../../docs/whiteboard/svg.ts';
import type { BoardElement } from '../../protocol/rest/documents.ts';

/** How REST shows a document, and how it is made what REST was given. */
export type Form<Body> = {
  readonly kind: DocumentKind;
  readonly read: (doc: Doc) => Body;
  readonly write: (doc: Doc, body: Body) => void;
};

const notes: Form<{ content: string }> = {
  kind: 'notes',
  read: (doc) => ({ content: notesToMarkdown(readNotes(doc)) }),
  write: (doc, { content }) => writeNotes(doc, notesFromMarkdown(content)),
};

const whiteboard: Form<{ elements: BoardElement[] }> = {
  kind: 'whiteboard',
  read: (doc) => ({ elements: readElements(doc) }),
  write: (doc, { elements }) => writeElements(doc, elements),
};

/** How a document is written into a file; `pictures` are those that it shows. */
export type FileForm = {
  readonly filename: string;
  readonly mediaType: string;
  readonly write: (doc: Doc, pictures: Pictures) => string;
};

const files = {
  markdown: { filename: 'notes.md', mediaType: 'text/markdown', write: (doc) => notesToMarkdown(readNotes(doc)) },
  html: { filename: 'notes.html', mediaType: 'text/html', write: (doc) => notesToHtml(readNotes(doc)) },
  excalidraw: {
    filename: 'whiteboard.excalidraw',
    mediaType: 'application/vnd.excalidraw+json',
    write: (doc, pictures) =>
      JSON.stringify({
        type: 'excalidraw',
        version: 2,
        source: 'carrel',
        elements: readElements(doc),
        appState: {},
        files: Object.fromEntries([...pictures].map(([id, dataURL]) => [id, excalidrawFile(id, dataURL)])),
      }),
  },
  svg: {
    filename: 'whiteboard.svg',
    mediaType: 'image/svg+xml',
    write: (doc, pictures) => renderSvg(readElements(doc), pictures),
  },
} as const satisfies Record<string, FileForm>;

const excalidrawFile = (id: string, dataURL: string) => ({
  id,
  dataURL,
  mimeType: dataURL.slice('data:'.length, dataURL.indexOf(';')),
  created: 0,
});

export const forms = { notes, whiteboard, files };
