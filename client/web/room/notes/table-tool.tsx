import { ActionIcon, Menu } from '@mantine/core';
import { IconTable } from '@tabler/icons-react';
import { useEditorState, type Editor } from '@tiptap/react';
import { t } from '../../strings/index.ts';
import { Tool } from './tool.tsx';

const actions = [
  'addRowAfter',
  'addColumnAfter',
  'deleteRow',
  'deleteColumn',
  'toggleHeaderRow',
  'deleteTable',
] as const;

/** Puts a table in; inside one, what can be done with it. */
export function TableTool({ editor }: { editor: Editor }) {
  const inside = useEditorState({ editor, selector: ({ editor: now }) => now.isActive('table') });
  if (!inside) {
    const insert = () => editor.chain().focus().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run();
    return <Tool label={t.notes.table} icon={<IconTable size={18} />} onPress={insert} />;
  }
  return (
    <Menu position="bottom" shadow="md" width={220} returnFocus={false}>
      <Menu.Target>
        <ActionIcon variant="light" size={44} aria-label={t.notes.table}>
          <IconTable size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map((action) => (
          <Menu.Item key={action} onClick={() => editor.chain().focus()[action]().run()}>
            {t.notes.tableActions[action]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
