import { updateYFragment } from '@tiptap/y-tiptap';
import { Fragment, type Mark, type Node } from 'prosemirror-model';
import { XmlElement, XmlText, type Doc, type XmlFragment } from 'yjs';
import { notesSchema } from './schema.ts';

const rootName = 'notes';

/** The notes of a document. Whatever else a client put there is left out, and left alone. */
export function readNotes(doc: Doc): Node {
  const blocks = childrenOf(doc.getXmlFragment(rootName));
  return notesSchema.nodes.doc.create(null, asBlocks(blocks));
}

/** Makes the notes these, by the smallest change: whoever is writing elsewhere in them keeps their place. */
export function writeNotes(doc: Doc, notes: Node): void {
  updateYFragment(doc, doc.getXmlFragment(rootName), notes, { mapping: new Map(), isOMark: new Map() });
}

/** Puts these behind what is there; nothing at all is not a block to keep. */
export function appendNotes(doc: Doc, added: Node): void {
  const before = readNotes(doc);
  const isEmpty = before.childCount === 1 && before.firstChild?.type.name === 'paragraph' && before.textContent === '';
  writeNotes(doc, isEmpty ? added : before.copy(before.content.append(added.content)));
}

function childrenOf(parent: XmlFragment): Node[] {
  return parent.toArray().flatMap((child) => {
    if (child instanceof XmlText) return textOf(child);
    return child instanceof XmlElement ? elementOf(child) : [];
  });
}

function elementOf(element: XmlElement): Node[] {
  const type = notesSchema.nodes[element.nodeName as keyof typeof notesSchema.nodes];
  const children = childrenOf(element);
  // What is in an element of some other editor is still worth reading.
  if (!type || type === notesSchema.nodes.doc) return children;
  const attrs = element.getAttributes() as Record<string, unknown>;
  const content = Fragment.from(type.inlineContent ? children.filter(({ isInline }) => isInline) : children);
  const known = Object.fromEntries(Object.entries(attrs).filter(([name]) => name in (type.spec.attrs ?? {})));
  const node = type.validContent(content) ? type.create(known, content) : type.createAndFill(known, content);
  return node ? [node] : children;
}

function textOf(text: XmlText): Node[] {
  const runs = text.toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[];
  return runs.flatMap(({ insert, attributes }) =>
    typeof insert === 'string' && insert !== '' ? [notesSchema.text(insert, marksOf(attributes ?? {}))] : [],
  );
}

/** Marks that may overlap themselves are stored with a hash behind their name. */
function marksOf(attributes: Record<string, unknown>): Mark[] {
  const marks = Object.entries(attributes).flatMap(([key, attrs]) => {
    const type = notesSchema.marks[key.replace(/--[a-zA-Z0-9+/=]{8}$/, '') as keyof typeof notesSchema.marks];
    return type && attrs ? [type.create(typeof attrs === 'object' ? attrs : null)] : [];
  });
  return marks.reduce<readonly Mark[]>((set, mark) => mark.addToSet(set), []) as Mark[];
}

/** A document has blocks, at least one; words without a block get a paragraph. */
function asBlocks(nodes: readonly Node[]): Node[] {
  const blocks = nodes.flatMap((node) => {
    if (node.isInline) return [notesSchema.nodes.paragraph.create(null, node)];
    return node.type.isInGroup('block') ? [node] : [notesSchema.nodes.paragraph.create(null, notesText(node))];
  });
  return blocks.length > 0 ? blocks : [notesSchema.nodes.paragraph.create()];
}

const notesText = ({ textContent }: Node): Node | null => (textContent === '' ? null : notesSchema.text(textContent));
