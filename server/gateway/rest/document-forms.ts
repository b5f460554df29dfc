import type { Doc } from 'yjs';
import type { DocumentKind } from '../../docs/names.ts';
import { notesFromMarkdown, notesToHtml, notesToMarkdown } from '../../docs/notes/markdown.ts';
import { readNotes, writeNotes } from '../../docs/notes/notes.ts';
import { readElements, writeElements } from '../../docs/whiteboard/elements.ts';
import { renderSvg } from '../../docs/whiteboard/svg.ts';
import type { BoardElement } from '../../protocol/rest/documents.ts';

/** How REST shows a document, and how it is made what REST was given. */
export type Form<Body> = {
  readonly kind: DocumentKind;
  readonly read: (doc: Doc) => Body;
  readonly write: (doc: Doc, body: Body) => void;
  /** Makes another document what this one is, with all that REST does not show. */
  readonly copy: (from: Doc) => (to: Doc) => void;
};

const notes: Form<{ content: string }> = {
  kind: 'notes',
  read: (doc) => ({ content: notesToMarkdown(readNotes(doc)) }),
  write: (doc, { content }) => writeNotes(doc, notesFromMarkdown(content)),
  copy(from) {
    const copied = readNotes(from);
    return (to) => writeNotes(to, copied);
  },
};

const whiteboard: Form<{ elements: BoardElement[] }> = {
  kind: 'whiteboard',
  read: (doc) => ({ elements: readElements(doc) }),
  write: (doc, { elements }) => writeElements(doc, elements),
  copy(from) {
    const copied = readElements(from);
    return (to) => writeElements(to, copied);
  },
};

const files = {
  markdown: {
    filename: 'notes.md',
    mediaType: 'text/markdown',
    write: (doc: Doc) => notesToMarkdown(readNotes(doc)),
  },
  html: { filename: 'notes.html', mediaType: 'text/html', write: (doc: Doc) => notesToHtml(readNotes(doc)) },
  excalidraw: {
    filename: 'whiteboard.excalidraw',
    mediaType: 'application/vnd.excalidraw+json',
    write: (doc: Doc) =>
      JSON.stringify({
        type: 'excalidraw',
        version: 2,
        source: 'carrel',
        elements: readElements(doc),
        appState: {},
        files: {},
      }),
  },
  svg: { filename: 'whiteboard.svg', mediaType: 'image/svg+xml', write: (doc: Doc) => renderSvg(readElements(doc)) },
};

export const forms = { notes, whiteboard, files };
