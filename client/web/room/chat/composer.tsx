import { ActionIcon, Text } from '@mantine/core';
import { IconSend2 } from '@tabler/icons-react';
import { useEffect, useId, useState, type KeyboardEvent, type SubmitEvent } from 'react';
import { t } from '../../strings/index.ts';
import { draftOf, keepDraft } from '../drafts.ts';
import { useHere } from '../room-context.ts';
import classes from './composer.module.css';

const longest = 4_000;

interface ComposerProps {
  readonly onSend: (content: string) => unknown;
  readonly onTyping: () => void;
}

/** Enter sends, Shift and Enter begins a new line. */
export function Composer({ onSend, onTyping }: ComposerProps) {
  const { sessionId } = useHere();
  const [text, setText] = useState(() => draftOf('message', sessionId));
  const excessId = useId();
  const excess = text.trim().length - longest;
  useEffect(() => keepDraft('message', sessionId, text), [sessionId, text]);

  function send(): void {
    if (text.trim() === '' || excess > 0) return;
    onSend(text.trim());
    setText('');
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    send();
  }

  function keyDown(event: KeyboardEvent): void {
    // While an input method composes a character, Enter belongs to it.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  }

  return (
    <form className={classes.composer} onSubmit={submit}>
      <textarea
        className={classes.input}
        data-testid="chat-input"
        aria-label={t.chat.input}
        placeholder={t.chat.input}
        rows={1}
        value={text}
        aria-invalid={excess > 0}
        aria-describedby={excess > 0 ? excessId : undefined}
        onKeyDown={keyDown}
        onChange={(event) => {
          setText(event.currentTarget.value);
          onTyping();
        }}
      />
      <ActionIcon type="submit" size={44} aria-label={t.chat.send} disabled={text.trim() === '' || excess > 0}>
        <IconSend2 size={20} className={classes.icon} />
      </ActionIcon>
      {excess > 0 && (
        <Text id={excessId} size="xs" c="var(--mantine-color-error)" className={classes.excess}>
          {t.chat.tooLong(excess)}
        </Text>
      )}
    </form>
  );
}
