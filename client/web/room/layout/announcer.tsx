import { VisuallyHidden } from '@mantine/core';
import { useEffect, useEffectEvent, useState } from 'react';
import type { RoomEvent } from '../../../../server/protocol/events.ts';
import { useParticipants } from '../../../sdk/react/index.ts';
import { minutesInWords } from '../../format/duration.ts';
import { deadline } from '../../phase-end/deadline.ts';
import { useRoom } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { useHere } from '../room-context.ts';

const fiveMinutesMs = 5 * 60_000;

/** Told to screen readers: the milestones of the timer, and who knocks. Nothing each second, nothing each message. */
export function Announcer() {
  const { session } = useHere();
  const [said, setSaid] = useState('');
  const mayHost = useParticipants(session)?.mayHost ?? false;
  const timer = useRoom(session, (room) => room.timer);

  const hear = useEffectEvent((event: RoomEvent) => {
    const words = wordsOf(event, mayHost);
    if (words !== null) setSaid(words);
  });
  useEffect(
    () =>
      session.onCommit((commit) => {
        for (const event of commit.events) hear(event);
      }),
    [session],
  );
  useEffect(() => {
    if (timer?.status !== 'RUNNING' || timer.endsAt === null) return undefined;
    const inMs = timer.endsAt - fiveMinutesMs - session.serverNow();
    return inMs > 0 ? deadline(inMs, () => setSaid(t.timer.said.five)) : undefined;
  }, [session, timer]);

  return <VisuallyHidden role="status">{said}</VisuallyHidden>;
}

function wordsOf(event: RoomEvent, mayHost: boolean): string | null {
  switch (event.type) {
    case 'timer.started':
    case 'timer.resumed':
      return event.endsAt === null
        ? t.timer.said.open(t.phases[event.phase])
        : t.timer.said.started(t.phases[event.phase], minutesInWords(event.endsAt - event.startedAt));
    case 'timer.paused':
      return t.timer.said.paused;
    case 'timer.phaseCompleted':
      return t.timer.said.ended(t.phases[event.phase]);
    case 'participant.knocked':
      return mayHost ? t.people.knock(event.name) : null;
    default:
      return null;
  }
}
