import { CloseButton, Text } from '@mantine/core';
import { useState } from 'react';
import { useParticipants } from '../../../sdk/react/index.ts';
import { InviteLink } from '../../share/invite-link.tsx';
import { useInviteLink } from '../../share/use-invite-link.ts';
import { t } from '../../strings/index.ts';
import { useHere, useRoomUi } from '../room-context.ts';
import classes from './share-card.module.css';

/**
 * The invitation link, in view for who comes into an empty room as its host. It stays when somebody joins, so that
 * nothing jumps; it goes when it is closed, or when the larger dialog with the link has been opened.
 */
export function ShareCard() {
  const { session, sessionId } = useHere();
  const { dialog } = useRoomUi();
  const people = useParticipants(session);
  const [alone] = useState(() => people?.self?.role === 'HOST' && people.here.length === 1);
  const [closed, setClosed] = useState(false);
  const link = useInviteLink(sessionId);
  if (dialog === 'share' && !closed) setClosed(true);
  if (!alone || closed || link === null) return null;
  return (
    <section className={classes.card} aria-label={t.share.title}>
      <div className={classes.words}>
        <Text component="h2" fw={620} m={0}>
          {t.share.title}
        </Text>
        <Text size="sm" c="dimmed">
          {t.share.lead}
        </Text>
      </div>
      <InviteLink link={link} />
      <CloseButton
        className={classes.close ?? ''}
        size="lg"
        aria-label={t.share.dismiss}
        onClick={() => setClosed(true)}
      />
    </section>
  );
}
