import { VisuallyHidden } from '@mantine/core';
import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react';
import type { RoomEvent } from '../../../../server/protocol/events.ts';
import { useParticipants, useRoom, type Participants } from '../../../sdk/react/index.ts';
import { minutesInWords } from '../../format/duration.ts';
import { deadline } from '../../phase-end/deadline.ts';
import { t } from '../../strings/index.ts';
import { useUnread } from '../marks/use-marks.ts';
import { useHere } from '../room-context.ts';

const fiveMinutesMs = 5 * 60_000;

type Begun = Pick<Extract<RoomEvent, { type: 'timer.started' }>, 'phase' | 'startedAt' | 'endsAt'>;

/**
 * Told to screen readers: the milestones of the timer, who knocks, comes, goes and raises a hand, and that there are
 * messages in a closed chat. Nothing each second.
 */
export function Announcer() {
  const { session } = useHere();
  const [said, setSaid] = useState({ words: '', turn: 0 });
  const people = useParticipants(session);
  const timer = useRoom(session, (room) => room.timer);

  // Commits that came together are said together: the last alone would be heard.
  const gathered = useRef<string[]>([]);
  const say = useCallback((words: string) => {
    if (gathered.current.push(words) > 1) return;
    queueMicrotask(() => {
      const all = gathered.current.splice(0).join(' ');
      setSaid(({ turn }) => ({ words: all, turn: turn + 1 }));
    });
  }, []);
  const hear = useEffectEvent((events: readonly RoomEvent[]) => {
    const words = events.map((event) => wordsOf(event, people)).filter((some) => some !== null);
    if (words.length > 0) say(words.join(' '));
  });
  useEffect(() => session.onCommit(({ events }) => hear(events)), [session]);
  // An open chat reads out each message. A closed one is said to have some, once until it is looked at.
  const unread = useUnread() > 0;
  useEffect(() => {
    if (unread) say(t.chat.unread);
  }, [unread, say]);
  useEffect(() => {
    if (timer?.status !== 'RUNNING' || timer.endsAt === null) return undefined;
    const inMs = timer.endsAt - fiveMinutesMs - session.serverNow();
    return inMs > 0 ? deadline(inMs, () => say(t.timer.said.five)) : undefined;
  }, [session, timer, say]);

  return (
    <VisuallyHidden role="status">
      {/* Anew each time: the same words are heard again. */}
      <span key={said.turn}>{said.words}</span>
    </VisuallyHidden>
  );
}

function wordsOf(event: RoomEvent, people: Participants | null): string | null {
  switch (event.type) {
    case 'timer.started':
      return begun(event);
    case 'timer.resumed':
      return t.timer.said.resumed(t.phases[event.phase]);
    case 'timer.paused':
      return t.timer.said.paused;
    case 'timer.phaseCompleted':
      return [t.timer.said.ended(t.phases[event.phase]), event.next && begun(event.next)].filter(Boolean).join(' ');
    case 'timer.skipped':
      return event.next ? begun(event.next) : t.timer.said.skipped(t.phases[event.phase]);
    case 'timer.reset':
      return event.next ? begun(event.next) : t.timer.said.reset;
    case 'participant.knocked':
      return people?.mayHost ? t.people.knock(event.name) : null;
    case 'participant.handRaised':
      return event.userId === people?.self?.userId ? null : t.people.raised(nameOf(event.userId, people));
    case 'participant.joined':
      return event.userId === people?.self?.userId ? null : t.people.joined(event.name);
    case 'participant.left':
    case 'participant.removed':
      return t.people.gone(nameOf(event.userId, people));
    default:
      return null;
  }
}

const begun = ({ phase, startedAt, endsAt }: Begun): string =>
  endsAt === null
    ? t.timer.said.open(t.phases[phase])
    : t.timer.said.started(t.phases[phase], minutesInWords(endsAt - startedAt));

function nameOf(userId: string, people: Participants | null): string {
  const known = people && [...people.here, ...people.departed, ...people.removed].find((one) => one.userId === userId);
  return known?.name ?? t.common.someone;
}
