import { Button, Menu } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useEditorState, type Editor } from '@tiptap/react';
import { t } from '../../strings/index.ts';
import classes from './toolbar.module.css';

const levels = [1, 2, 3] as const;

/** What kind of paragraph it is. */
export function StyleMenu({ editor }: { editor: Editor }) {
  const level = useEditorState({
    editor,
    selector: ({ editor: now }) =>
      now.isActive('heading') ? Number(now.getAttributes('heading')['level'] ?? 1) : null,
  });
  const choose = (next: (typeof levels)[number] | null) => {
    if (next === null) editor.chain().focus().setParagraph().run();
    else editor.chain().focus().setHeading({ level: next }).run();
  };
  return (
    <Menu position="bottom-start" shadow="md" width={180} returnFocus={false}>
      <Menu.Target>
        <Button
          variant="subtle"
          size="compact-md"
          className={classes.style}
          aria-label={t.notes.style}
          rightSection={<IconChevronDown size={14} aria-hidden="true" />}
        >
          {level === null ? t.notes.paragraph : t.notes.heading(level)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => choose(null)}>{t.notes.paragraph}</Menu.Item>
        {levels.map((one) => (
          <Menu.Item key={one} onClick={() => choose(one)}>
            {t.notes.heading(one)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
