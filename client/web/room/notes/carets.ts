import { CollaborationCaret } from '@tiptap/extension-collaboration-caret';
import type { Awareness } from 'y-protocols/awareness';
import { t } from '../../strings/index.ts';
import classes from './carets.module.css';

/** As the server stamps it, whoever sends it. */
interface ShownUser {
  readonly name?: unknown;
  readonly color?: unknown;
}

const nameOf = ({ name }: ShownUser): string => (typeof name === 'string' && name !== '' ? name : t.common.someone);
const colorOf = ({ color }: ShownUser): string =>
  typeof color === 'string' && /^#[0-9a-f]{6}$/i.test(color) ? color : '#525866';

/** Where the others are writing, with their names in their colours. */
export const carets = (awareness: Awareness) =>
  CollaborationCaret.configure({
    provider: { awareness },
    // Who one is says the server, by the sign-in.
    user: {},
    render(user: ShownUser) {
      const caret = document.createElement('span');
      caret.className = classes.caret ?? '';
      caret.style.setProperty('--caret', colorOf(user));
      const label = document.createElement('span');
      label.className = classes.label ?? '';
      label.textContent = nameOf(user);
      caret.append(label);
      return caret;
    },
    selectionRender: (user: ShownUser) => ({
      class: classes.selection ?? '',
      style: `--caret: ${colorOf(user)}`,
    }),
  });
