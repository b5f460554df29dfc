import { MarkdownParser, MarkdownSerializer, type MarkdownSerializerState } from 'prosemirror-markdown';
import type { Node } from 'prosemirror-model';
import { markdownIt } from './markdown-tokens.ts';
import { isLink, notesSchema } from './schema.ts';

const parser = new MarkdownParser(notesSchema, markdownIt, {
  blockquote: { block: 'blockquote' },
  paragraph: { block: 'paragraph' },
  list_item: { block: 'listItem' },
  bullet_list: { block: 'bulletList' },
  task_list: { block: 'taskList' },
  task_item: { block: 'taskItem', getAttrs: (token) => ({ checked: token.attrGet('data-checked') === 'true' }) },
  ordered_list: { block: 'orderedList', getAttrs: (token) => ({ start: Number(token.attrGet('start') ?? 1) }) },
  heading: { block: 'heading', getAttrs: (token) => ({ level: Number(token.tag.slice(1)) }) },
  code_block: { block: 'codeBlock', noCloseToken: true },
  fence: { block: 'codeBlock', getAttrs: ({ info }) => ({ language: info.trim() || null }), noCloseToken: true },
  hr: { node: 'horizontalRule' },
  hardbreak: { node: 'hardBreak' },
  table: { block: 'table' },
  thead: { ignore: true },
  tbody: { ignore: true },
  tr: { block: 'tableRow' },
  th: { block: 'tableHeader' },
  td: { block: 'tableCell' },
  em: { mark: 'italic' },
  strong: { mark: 'bold' },
  s: { mark: 'strike' },
  link: { mark: 'link', getAttrs: (token) => ({ href: token.attrGet('href'), title: token.attrGet('title') }) },
  code_inline: { mark: 'code', noCloseToken: true },
});

const serializer = new MarkdownSerializer(
  {
    doc: (state, node) => state.renderContent(node),
    text: (state, node) => state.text(node.text ?? ''),
    paragraph(state, node) {
      state.renderInline(node);
      state.closeBlock(node);
    },
    heading(state, node) {
      state.write(`${'#'.repeat(Math.min(6, Math.max(1, Number(node.attrs['level']))))} `);
      state.renderInline(node, false);
      state.closeBlock(node);
    },
    blockquote: (state, node) => state.wrapBlock('> ', null, node, () => state.renderContent(node)),
    codeBlock(state, node) {
      const longest = Math.max(2, ...[...node.textContent.matchAll(/`{3,}/g)].map(([run]) => run.length));
      const fence = '`'.repeat(longest + 1);
      state.write(`${fence}${String(node.attrs['language'] ?? '')}\n`);
      state.text(node.textContent, false);
      state.write('\n');
      state.write(fence);
      state.closeBlock(node);
    },
    horizontalRule(state, node) {
      state.write('---');
      state.closeBlock(node);
    },
    bulletList: (state, node) => state.renderList(node, '  ', () => '- '),
    orderedList(state, node) {
      const start = Number(node.attrs['start'] ?? 1);
      const width = String(start + node.childCount - 1).length + 2;
      state.renderList(node, ' '.repeat(width), (index) => `${start + index}. `.padEnd(width));
    },
    listItem: (state, node) => state.renderContent(node),
    taskList: (state, node) =>
      state.renderList(node, '  ', (index) => (node.child(index).attrs['checked'] === true ? '- [x] ' : '- [ ] ')),
    taskItem: (state, node) => state.renderContent(node),
    table: (state, node) => renderTable(state, node),
    hardBreak: (state) => state.write('\\\n'),
  },
  {
    bold: { open: '**', close: '**', mixable: true, expelEnclosingWhitespace: true },
    italic: { open: '*', close: '*', mixable: true, expelEnclosingWhitespace: true },
    strike: { open: '~~', close: '~~', mixable: true, expelEnclosingWhitespace: true },
    // Markdown has none: the words stay.
    underline: { open: '', close: '', mixable: true },
    code: {
      open: (_, __, parent, index) => ticks(parent.child(index)),
      close: (_, __, parent, index) => ticks(parent.child(index - 1)),
      escape: false,
    },
    link: {
      open: (_, { attrs }) => (isLink(attrs['href']) ? '[' : ''),
      close: (_, { attrs }) =>
        isLink(attrs['href']) ? `](${attrs['href'].replaceAll(/[()\s]/g, encodeURIComponent)})` : '',
      mixable: true,
    },
  },
  // What looks like HTML in somebody's words stays words wherever the Markdown goes.
  { escapeExtraCharacters: /</g },
);

const ticks = (node: Node): string => ((node.text ?? '').includes('`') ? '``' : '`');

/** Rows of cells on one line each: Markdown's tables have a head and no blocks. */
function renderTable(state: MarkdownSerializerState, table: Node): void {
  table.forEach((row, _, index) => {
    const cells: string[] = [];
    row.forEach((cell) => void cells.push(lineOf(cell)));
    if (index > 0) state.ensureNewLine();
    state.write(`| ${cells.join(' | ')} |`);
    if (index > 0) return;
    state.ensureNewLine();
    state.write(`| ${cells.map(() => '---').join(' | ')} |`);
  });
  state.closeBlock(table);
}

const lineOf = (cell: Node): string =>
  serializer
    .serialize(notesSchema.node('doc', null, cell.content))
    .trim()
    .replaceAll(/\\?\n+/g, ' ')
    .replaceAll('|', '\\|');

export const notesFromMarkdown = (markdown: string): Node => parser.parse(markdown);
export const notesToMarkdown = (notes: Node): string => serializer.serialize(notes, { tightLists: true });
/** HTML that runs nothing: it is made from the Markdown, in which HTML is text. */
export const notesToHtml = (notes: Node): string => markdownIt.render(notesToMarkdown(notes));
