import MarkdownIt from 'markdown-it';
import type { StateCore, Token } from 'markdown-it';
import { isLink } from './schema.ts';

type TokenClass = StateCore['Token'];
const task = /^\[([ xX])\] /;

/** CommonMark with tables, strikethrough and task lists. HTML is text. */
export const markdownIt = new MarkdownIt('default', { html: false, linkify: false });
markdownIt.validateLink = isLink;
markdownIt.disable('image');
markdownIt.core.ruler.push('notes', (state) => {
  state.tokens = wrapCells(state.tokens, state.Token);
  markTasks(state.tokens);
});

/** A cell of a table holds blocks; Markdown's holds a line. */
function wrapCells(tokens: readonly Token[], Make: TokenClass): Token[] {
  return tokens.flatMap((token) => {
    const isCell = token.type.startsWith('td_') || token.type.startsWith('th_');
    if (!isCell) return [token];
    return token.nesting === 1
      ? [token, new Make('paragraph_open', 'p', 1)]
      : [new Make('paragraph_close', 'p', -1), token];
  });
}

/** A list all of whose items begin with a box is a list of tasks. */
function markTasks(tokens: readonly Token[]): void {
  const lists: { open: Token; items: { open: Token; close: Token | null; first: Token | null }[] }[] = [];
  for (const [index, token] of tokens.entries()) {
    const list = lists.at(-1);
    if (token.type === 'bullet_list_open') lists.push({ open: token, items: [] });
    else if (token.type === 'list_item_open' && list) {
      const first = tokens[index + 2]?.type === 'inline' ? tokens[index + 2]! : null;
      list.items.push({ open: token, close: null, first });
    } else if (token.type === 'list_item_close' && list) {
      const item = list.items.findLast(({ close }) => close === null);
      if (item) item.close = token;
    } else if (token.type === 'bullet_list_close') {
      lists.pop();
      if (list && list.items.every(({ first }) => first && task.test(first.content)))
        turnIntoTasks(list.open, token, list.items);
    }
  }
}

function turnIntoTasks(
  open: Token,
  close: Token,
  items: readonly { open: Token; close: Token | null; first: Token | null }[],
): void {
  // In HTML as the editor reads it, so that an export has the ticks.
  open.attrSet('data-type', 'taskList');
  open.type = 'task_list_open';
  close.type = 'task_list_close';
  for (const item of items) {
    item.open.type = 'task_item_open';
    if (item.close) item.close.type = 'task_item_close';
    const text = item.first?.children?.find(({ type }) => type === 'text');
    if (!text) continue;
    item.open.attrSet('data-type', 'taskItem');
    item.open.attrSet('data-checked', String(!text.content.startsWith('[ ]')));
    text.content = text.content.replace(task, '');
  }
}
