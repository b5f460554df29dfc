import { Text } from '@mantine/core';
import { useParticipants, useRoom, useSessionChat } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { useHere } from '../room-context.ts';
import classes from './chat-panel.module.css';
import { Composer } from './composer.tsx';
import { MessageList } from './message-list.tsx';

export function ChatPanel() {
  const { session } = useHere();
  const chat = useSessionChat(session);
  const people = useParticipants(session);
  const enabled = useRoom(session, (room) => room.settings.enabledTools.includes('CHAT'));
  // The rules say that a host is never muted, whatever was said before.
  const muted = people?.self?.chatMuted === true && !people.mayHost;
  const names = chat.typing.map((id) => people?.here.find((one) => one.userId === id)?.name ?? t.common.someone);

  return (
    <section className={classes.chat} aria-label={t.room.chat}>
      <MessageList chat={chat} mayHost={people?.mayHost ?? false} />
      <p className={classes.typing} aria-hidden="true">
        {names.length > 0 && t.chat.typing(names)}
      </p>
      {enabled === false || muted ? (
        <Text size="sm" c="dimmed" p="md">
          {muted ? t.chat.muted : t.chat.off}
        </Text>
      ) : (
        <Composer onSend={chat.send} onTyping={chat.signalTyping} />
      )}
    </section>
  );
}
