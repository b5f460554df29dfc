import { Button, Group, Textarea } from '@mantine/core';
import { useState, type KeyboardEvent } from 'react';
import { t } from '../../strings/index.ts';
import { draftOf, keepDraft } from '../drafts.ts';

interface MessageEditorProps {
  readonly messageId: string;
  readonly content: string;
  /** Asked for just now, and not found half done: this is where one goes on. */
  readonly asked: boolean;
  readonly onSave: (content: string) => void;
  readonly onClose: () => void;
}

export function MessageEditor({ messageId, content, asked, onSave, onClose }: MessageEditorProps) {
  const [text, setText] = useState(() => draftOf('edit', messageId) || content);

  function save(): void {
    const next = text.trim();
    if (next !== '' && next !== content) onSave(next);
    close();
  }

  function close(): void {
    keepDraft('edit', messageId, '');
    onClose();
  }

  function keyDown(event: KeyboardEvent): void {
    if (event.key === 'Escape') close();
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    save();
  }

  return (
    <div data-layer>
      <Textarea
        aria-label={t.chat.editing}
        rows={2}
        maxLength={4_000}
        value={text}
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus={asked}
        onKeyDown={keyDown}
        onChange={({ currentTarget: { value } }) => {
          setText(value);
          keepDraft('edit', messageId, value);
        }}
      />
      <Group gap={4} mt={4}>
        <Button size="compact-sm" onClick={save}>
          {t.common.save}
        </Button>
        <Button size="compact-sm" variant="subtle" onClick={close}>
          {t.common.cancel}
        </Button>
      </Group>
    </div>
  );
}
