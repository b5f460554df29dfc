import { useEffect } from 'react';
import type { TimerState } from '../../../server/protocol/room.ts';
import type { SessionHandle } from '../../sdk/index.ts';
import { useReadable, useRoom } from '../../sdk/react/index.ts';
import type { Readable } from '../../sdk/readable.ts';
import { clockFace } from '../format/duration.ts';
import { t } from '../strings/index.ts';
import { toneOf } from '../theme/phase.ts';
import { deadline } from './deadline.ts';
import type { PhaseOver } from './phase-over.ts';

/**
 * The title and the icon of the tab tell the time and the phase, above all while another tab is in front. Where nothing
 * began by itself they tell what is over, until somebody looks.
 */
export function useTabMarks(session: SessionHandle, over: Readable<PhaseOver | null>): void {
  const timer = useRoom(session, (room) => room.timer);
  const title = useRoom(session, (room) => room.title) ?? t.app;
  const last = useReadable(over);
  const news = last?.looked === false ? last.phase : null;

  useEffect(() => {
    document.title = news ? `${t.bell.noticeTitle(t.phases[news])} · ${title}` : titleOf(session, timer, title);
    setIcon(news ? toneOf(news) : timer?.status === 'RUNNING' ? toneOf(timer.phase) : 'idle');
    if (timer?.status !== 'RUNNING') return undefined;
    let stop = () => {};
    const tick = () => {
      document.title = titleOf(session, timer, title);
      const left = session.remainingMs();
      stop = deadline(left === null ? 1_000 - (session.elapsedMs() % 1_000) : left % 1_000 || 1_000, tick);
    };
    tick();
    return () => stop();
  }, [session, timer, title, news]);

  useEffect(
    () => () => {
      document.title = t.app;
      setIcon('idle');
    },
    [],
  );
}

function titleOf(session: SessionHandle, timer: TimerState | null, title: string): string {
  if (!timer || timer.status === 'IDLE') return `${title} · ${t.app}`;
  const left = session.remainingMs();
  const face = left === null ? clockFace(session.elapsedMs(), 'up') : clockFace(left, 'down');
  const what = timer.status === 'PAUSED' ? t.timer.paused : t.phases[timer.phase];
  return `${face} ${what} · ${title}`;
}

function setIcon(tone: string): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const href = `/icons/${tone}.svg`;
  if (link && !link.href.endsWith(href)) link.href = href;
}
