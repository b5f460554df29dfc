import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconBlockquote,
  IconBold,
  IconCode,
  IconItalic,
  IconList,
  IconListCheck,
  IconListNumbers,
  IconSourceCode,
  IconStrikethrough,
} from '@tabler/icons-react';
import { useEditorState, type Editor } from '@tiptap/react';
import type { ComponentType } from 'react';
import { t } from '../../strings/index.ts';
import { LinkTool } from './link-tool.tsx';
import { StyleMenu } from './style-menu.tsx';
import { TableTool } from './table-tool.tsx';
import { Tool } from './tool.tsx';
import classes from './toolbar.module.css';
import { useRovingFocus } from './use-roving-focus.ts';

type Switch = {
  readonly name:
    | 'bold'
    | 'italic'
    | 'strike'
    | 'code'
    | 'bulletList'
    | 'orderedList'
    | 'taskList'
    | 'blockquote'
    | 'codeBlock';
  readonly Icon: ComponentType<{ size: number }>;
  readonly toggle: (editor: Editor) => boolean;
};

const marks: readonly Switch[] = [
  { name: 'bold', Icon: IconBold, toggle: (editor) => editor.chain().focus().toggleBold().run() },
  { name: 'italic', Icon: IconItalic, toggle: (editor) => editor.chain().focus().toggleItalic().run() },
  { name: 'strike', Icon: IconStrikethrough, toggle: (editor) => editor.chain().focus().toggleStrike().run() },
  { name: 'code', Icon: IconCode, toggle: (editor) => editor.chain().focus().toggleCode().run() },
];
const blocks: readonly Switch[] = [
  { name: 'bulletList', Icon: IconList, toggle: (editor) => editor.chain().focus().toggleBulletList().run() },
  { name: 'orderedList', Icon: IconListNumbers, toggle: (editor) => editor.chain().focus().toggleOrderedList().run() },
  { name: 'taskList', Icon: IconListCheck, toggle: (editor) => editor.chain().focus().toggleTaskList().run() },
  { name: 'blockquote', Icon: IconBlockquote, toggle: (editor) => editor.chain().focus().toggleBlockquote().run() },
  { name: 'codeBlock', Icon: IconSourceCode, toggle: (editor) => editor.chain().focus().toggleCodeBlock().run() },
];

export function Toolbar({ editor }: { editor: Editor }) {
  const { ref, onKeyDown } = useRovingFocus();
  const state = useEditorState({
    editor,
    selector: ({ editor: now }) => ({
      on: [...marks, ...blocks].filter(({ name }) => now.isActive(name)).map(({ name }) => name),
      mayUndo: now.can().undo(),
      mayRedo: now.can().redo(),
    }),
  });
  const switches = (all: readonly Switch[]) =>
    all.map(({ name, Icon, toggle }) => (
      <Tool
        key={name}
        label={t.notes[name]}
        icon={<Icon size={18} />}
        on={state.on.includes(name)}
        onPress={() => toggle(editor)}
      />
    ));

  return (
    <div
      ref={ref}
      role="toolbar"
      tabIndex={-1}
      aria-label={t.notes.tools}
      className={classes.toolbar}
      onKeyDown={onKeyDown}
    >
      <StyleMenu editor={editor} />
      {switches(marks)}
      <LinkTool editor={editor} />
      <span className={classes.gap} />
      {switches(blocks)}
      <TableTool editor={editor} />
      <span className={classes.gap} />
      <Tool
        label={t.notes.undo}
        icon={<IconArrowBackUp size={18} />}
        disabled={!state.mayUndo}
        onPress={() => editor.chain().focus().undo().run()}
      />
      <Tool
        label={t.notes.redo}
        icon={<IconArrowForwardUp size={18} />}
        disabled={!state.mayRedo}
        onPress={() => editor.chain().focus().redo().run()}
      />
    </div>
  );
}
