import type { Extensions } from '@tiptap/core';
import { Link } from '@tiptap/extension-link';
import { TaskItem, TaskList } from '@tiptap/extension-list';
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table';
import { StarterKit } from '@tiptap/starter-kit';
import { t } from '../../strings/index.ts';
import { isLink } from '../documents/is-link.ts';

/** Cells without an alignment, which Markdown's and the server's have not. */
function withoutAlign(this: { parent?: (() => object) | null | undefined }): object {
  const { align: _, ...attributes } = (this.parent?.() ?? {}) as { align?: unknown };
  return attributes;
}

/** What notes may consist of. The server knows the same by the same names (server/docs/notes/schema.ts); a test compares. */
export const notesContent: Extensions = [
  StarterKit.configure({
    heading: { levels: [1, 2, 3, 4, 5, 6] },
    link: false,
    // Undo is each person's own, and the document's (Collaboration).
    undoRedo: false,
    // Everybody's editor would add a last paragraph to everybody's notes.
    trailingNode: false,
  }),
  Link.extend({ inclusive: false }).configure({
    openOnClick: false,
    isAllowedUri: isLink,
  }),
  TaskList,
  TaskItem.configure({
    nested: true,
    a11y: { checkboxLabel: (node, checked) => t.notes.task(node.textContent, checked) },
  }),
  Table.configure({ resizable: false }),
  TableRow,
  TableHeader.extend({ addAttributes: withoutAlign }),
  TableCell.extend({ addAttributes: withoutAlign }),
];
