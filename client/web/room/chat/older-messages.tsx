import { Button, Text } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { ChatView } from '../../../sdk/index.ts';
import { t } from '../../strings/index.ts';
import classes from './older-messages.module.css';

interface OlderMessagesProps {
  readonly older: ChatView['older'];
  readonly onLoad: () => Promise<void>;
}

/** At the top of the chat: earlier messages come when one scrolls there, and by the button. */
export function OlderMessages({ older, onLoad }: OlderMessagesProps) {
  const edge = useRef<HTMLDivElement>(null);
  const some = older.kind === 'some';

  useEffect(() => {
    const element = edge.current;
    const box = element?.parentElement;
    if (!element || !box || !some) return undefined;
    const observer = new IntersectionObserver(
      ([seen]) => {
        // At the very first the list has not been scrolled to its end yet.
        if (seen?.isIntersecting && box.scrollHeight - box.scrollTop - box.clientHeight > 80) void onLoad();
      },
      { root: box },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [some, onLoad]);

  if (older.kind === 'none') return null;
  return (
    <div ref={edge} className={classes.edge}>
      {older.kind === 'loading' && (
        <Text size="xs" c="dimmed" role="status">
          {t.chat.loadingOlder}
        </Text>
      )}
      {older.kind === 'failed' && (
        <Text size="xs" role="alert">
          {t.chat.olderFailed}
        </Text>
      )}
      {(older.kind === 'some' || older.kind === 'failed') && (
        <Button size="compact-sm" variant="subtle" onClick={() => void onLoad()}>
          {older.kind === 'failed' ? t.common.retry : t.chat.older}
        </Button>
      )}
    </div>
  );
}
