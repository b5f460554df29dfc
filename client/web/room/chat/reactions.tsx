import { UnstyledButton } from '@mantine/core';
import type { Message } from '../../../../server/protocol/room.ts';
import type { useSessionChat } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { useHere } from '../room-context.ts';
import classes from './reactions.module.css';

interface ReactionsProps {
  readonly message: Message;
  readonly onReact: ReturnType<typeof useSessionChat>['react'];
}

/** Who reacted how; a click joins in, another takes it back. */
export function Reactions({ message, onReact }: ReactionsProps) {
  const { selfId } = useHere();
  const given = Object.entries(message.reactions).filter(([, people]) => people.length > 0);
  if (given.length === 0) return null;
  return (
    <div className={classes.reactions}>
      {given.map(([emoji, people]) => (
        <UnstyledButton
          key={emoji}
          className={classes.reaction}
          aria-pressed={people.includes(selfId)}
          aria-label={t.chat.reactions(emoji, people.length)}
          onClick={() => void onReact(message.id, emoji)}
        >
          {emoji} <span className="tabular">{people.length}</span>
        </UnstyledButton>
      ))}
    </div>
  );
}
