import { Button } from '@mantine/core';
import { IconArrowDown, IconMessages } from '@tabler/icons-react';
import { useDeferredValue } from 'react';
import type { ChatEntry } from '../../../sdk/index.ts';
import type { useSessionChat } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useHere } from '../room-context.ts';
import classes from './message-list.module.css';
import { MessageRow } from './message-row.tsx';
import { OlderMessages } from './older-messages.tsx';
import { useChatScroll } from './use-chat-scroll.ts';

type Chat = ReturnType<typeof useSessionChat>;
/** Messages of one person within this follow each other without saying the name again. */
const togetherMs = 5 * 60_000;

export function MessageList({ chat, mayHost }: { chat: Chat; mayHost: boolean }) {
  const { selfId } = useHere();
  const { entries, older } = chat;
  // A turn longer than the loading itself: earlier messages are not read out as they are put in.
  const loading = older.kind === 'loading';
  const busy = useDeferredValue(loading) || loading;
  const { setBox, away, onScroll, toEnd } = useChatScroll(entries, selfId);

  return (
    <div className={classes.frame}>
      {/* Focusable, so that the keyboard can scroll it. */}
      <div
        ref={setBox}
        className={classes.box}
        role="log"
        aria-label={t.chat.messages}
        aria-busy={busy}
        data-testid="chat-messages"
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        onScroll={onScroll}
      >
        <OlderMessages older={older} onLoad={chat.loadOlder} />
        {entries.length === 0 && older.kind === 'none' && (
          <EmptyState words={t.chat.empty} icon={<IconMessages size={22} />} />
        )}
        {entries.map((entry, index) => (
          <MessageRow
            key={entry.message.id}
            entry={entry}
            own={entry.message.authorId === selfId}
            mayDelete={mayHost || entry.message.authorId === selfId}
            follows={follows(entries[index - 1], entry)}
            onEdit={chat.edit}
            onRemove={chat.remove}
            onReact={chat.react}
            onRetry={chat.retry}
            onDiscard={chat.discard}
          />
        ))}
      </div>
      {away && (
        <Button
          size="compact-md"
          className={classes.newer ?? ''}
          leftSection={<IconArrowDown size={16} />}
          onClick={toEnd}
        >
          {t.chat.newer}
        </Button>
      )}
    </div>
  );
}

function follows(before: ChatEntry | undefined, entry: ChatEntry): boolean {
  return (
    before !== undefined &&
    before.message.authorId === entry.message.authorId &&
    entry.message.createdAt - before.message.createdAt < togetherMs
  );
}
