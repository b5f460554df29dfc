import { getSchema } from '@tiptap/core';
import type { Attrs, MarkSpec, NodeSpec, Schema } from 'prosemirror-model';
import { expect, test } from 'vitest';
import { notesContent } from '../../client/web/room/notes/extensions.ts';
import { notesSchema } from '../../server/docs/notes/schema.ts';

type Spec = Omit<NodeSpec, 'toDOM' | 'parseDOM'> & Omit<MarkSpec, 'toDOM' | 'parseDOM'>;
const defaultsOf = (attrs: Attrs = {}) =>
  Object.fromEntries(Object.entries(attrs).map(([name, { default: value }]) => [name, value ?? null]));

/** What decides which documents there can be; how they are drawn and typed is the editor's own. */
const ruleOf = ({ content, group, marks, inline, code, defining, isolating, inclusive, excludes, attrs }: Spec) => ({
  content: content ?? '',
  group: group ?? '',
  marks: marks ?? null,
  inline: inline ?? false,
  code: code ?? false,
  defining: defining ?? false,
  isolating: isolating ?? false,
  inclusive: inclusive ?? true,
  excludes: excludes ?? null,
  attrs: defaultsOf(attrs),
});

function rulesOf(schema: Schema) {
  const kinds = { ...schema.nodes, ...schema.marks };
  return Object.fromEntries(Object.entries(kinds).map(([name, { spec }]) => [name, ruleOf(spec)]));
}

test('the editor and the server know the same notes', () => {
  expect(rulesOf(getSchema(notesContent))).toEqual(rulesOf(notesSchema));
});
