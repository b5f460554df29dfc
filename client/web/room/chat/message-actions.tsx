import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconPencil, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { t } from '../../strings/index.ts';
import classes from './message-actions.module.css';

const emojis = ['👍', '❤️', '😂', '🎉', '💡', '🙏'] as const;

interface MessageActionsProps {
  readonly author: string;
  readonly onReact: (emoji: string) => void;
  /** Null where this person may not. */
  readonly onEdit: (() => void) | null;
  readonly onDelete: (() => void) | null;
}

/** A menu of its own for each of hundreds of messages would be heavy: it is made when it is first wanted. */
export function MessageActions(props: MessageActionsProps) {
  const [wanted, setWanted] = useState(false);
  const button = (
    <ActionIcon
      variant="subtle"
      size={44}
      className={classes.button ?? ''}
      aria-label={t.chat.actions(props.author)}
      aria-haspopup="menu"
      {...(wanted ? {} : { onClick: () => setWanted(true) })}
    >
      <IconDots size={18} />
    </ActionIcon>
  );
  if (!wanted) return button;
  return (
    <Menu defaultOpened position="bottom-end" shadow="md" onClose={() => setWanted(false)}>
      <Menu.Target>{button}</Menu.Target>
      <ActionList {...props} />
    </Menu>
  );
}

function ActionList({ onReact, onEdit, onDelete }: MessageActionsProps) {
  return (
    <Menu.Dropdown>
      <div className={classes.emojis} role="none">
        {emojis.map((emoji) => (
          <Menu.Item
            key={emoji}
            className={classes.emoji ?? ''}
            aria-label={t.chat.reactWith(emoji)}
            onClick={() => onReact(emoji)}
          >
            {emoji}
          </Menu.Item>
        ))}
      </div>
      {onEdit && (
        <Menu.Item leftSection={<IconPencil size={18} />} onClick={onEdit}>
          {t.common.edit}
        </Menu.Item>
      )}
      {onDelete && (
        <Menu.Item data-grave leftSection={<IconTrash size={18} />} onClick={onDelete}>
          {t.common.delete}
        </Menu.Item>
      )}
    </Menu.Dropdown>
  );
}
