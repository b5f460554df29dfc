import { Button, Group, Textarea } from '@mantine/core';
import { useState, type KeyboardEvent } from 'react';
import { t } from '../../strings/index.ts';

interface MessageEditorProps {
  readonly content: string;
  readonly onSave: (content: string) => void;
  readonly onClose: () => void;
}

export function MessageEditor({ content, onSave, onClose }: MessageEditorProps) {
  const [text, setText] = useState(content);

  function save(): void {
    const next = text.trim();
    if (next !== '' && next !== content) onSave(next);
    onClose();
  }

  function keyDown(event: KeyboardEvent): void {
    if (event.key === 'Escape') onClose();
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
        // Asked for by a click on "Edit": this is where one goes on.
        // eslint-disable-next-line jsx-a11y/no-autofocus
        autoFocus
        onKeyDown={keyDown}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <Group gap={4} mt={4}>
        <Button size="compact-sm" onClick={save}>
          {t.common.save}
        </Button>
        <Button size="compact-sm" variant="subtle" onClick={onClose}>
          {t.common.cancel}
        </Button>
      </Group>
    </div>
  );
}
