import { Schema } from 'prosemirror-model';

const cellAttrs = { colspan: { default: 1 }, rowspan: { default: 1 }, colwidth: { default: null } };

/**
 * What notes may consist of: the nodes and marks of Tiptap's extensions (StarterKit, task lists, tables, links), by the
 * same names and attributes, without a DOM. A test holds the web client's editor to it.
 */
export const notesSchema = new Schema({
  nodes: {
    doc: { content: 'block+' },
    paragraph: { content: 'inline*', group: 'block' },
    heading: { content: 'inline*', group: 'block', defining: true, attrs: { level: { default: 1 } } },
    blockquote: { content: 'block+', group: 'block', defining: true },
    codeBlock: {
      content: 'text*',
      group: 'block',
      marks: '',
      code: true,
      defining: true,
      attrs: { language: { default: null } },
    },
    horizontalRule: { group: 'block' },
    bulletList: { content: 'listItem+', group: 'block list' },
    orderedList: {
      content: 'listItem+',
      group: 'block list',
      attrs: { start: { default: 1 }, type: { default: null } },
    },
    listItem: { content: 'paragraph block*', defining: true },
    taskList: { content: 'taskItem+', group: 'block list' },
    taskItem: { content: 'paragraph block*', defining: true, attrs: { checked: { default: false } } },
    table: { content: 'tableRow+', group: 'block', isolating: true },
    tableRow: { content: '(tableCell | tableHeader)*' },
    tableHeader: { content: 'block+', isolating: true, attrs: cellAttrs },
    tableCell: { content: 'block+', isolating: true, attrs: cellAttrs },
    text: { group: 'inline' },
    hardBreak: { inline: true, group: 'inline' },
  },
  marks: {
    link: {
      inclusive: false,
      attrs: {
        href: { default: null },
        target: { default: '_blank' },
        rel: { default: 'noopener noreferrer nofollow' },
        class: { default: null },
        title: { default: null },
      },
    },
    bold: {},
    italic: {},
    strike: {},
    underline: {},
    code: { excludes: '_', code: true },
  },
});

/** Links lead to the web or to a mailbox, and nowhere else. */
export const isLink = (href: unknown): href is string =>
  typeof href === 'string' && URL.canParse(href) && ['http:', 'https:', 'mailto:'].includes(new URL(href).protocol);
