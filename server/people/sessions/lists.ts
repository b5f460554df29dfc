import type { Person } from '../../domain/room.ts';
import type { ListQuery, PastSession, Session } from '../../protocol/rest/sessions.ts';
import { done, type Outcome } from '../outcome.ts';
import type { ListedCard, Page } from './ports.ts';
import { listsCaughtUp, notRecordedYet, type Sessions } from './sessions.ts';
import { shownSession, shownSummary } from './shown.ts';

type Listing<Shown> = Promise<Outcome<{ sessions: Shown[]; total: number }>>;

/** Sessions the caller is a member of, was, or is invited to; the newest first. */
export const listSessions = (sessions: Sessions, actor: Person, query: ListQuery): Listing<Session> =>
  listing(sessions, actor, () => sessions.directory.list(actor.userId, query), shown(sessions));

/** Public sessions that are not over and have a seat: those going on first, then the next. */
export const browseSessions = (sessions: Sessions, actor: Person, query: ListQuery): Listing<Session> =>
  listing(sessions, actor, () => sessions.directory.browse(actor.userId, query), shown(sessions));

/** Completed sessions the caller took part in, the last to end first, with what they came to. */
export const sessionHistory = (sessions: Sessions, actor: Person, query: ListQuery): Listing<PastSession> =>
  listing(
    sessions,
    actor,
    () => sessions.directory.history(actor.userId, query),
    (item) => ({ ...shown(sessions)(item), analytics: item.analytics, ...shownSummary(item.summary) }),
  );

const shown =
  ({ publicUrl }: Sessions) =>
  ({ card, joined }: ListedCard): Session =>
    shownSession(card, joined ? publicUrl() : null);

async function listing<Item, Shown>(
  sessions: Sessions,
  { userId }: Person,
  find: () => Promise<Page<Item>>,
  show: (item: Item) => Shown,
): Listing<Shown> {
  if (!(await listsCaughtUp(sessions, userId))) return notRecordedYet;
  const { items, total } = await find();
  return done({ sessions: items.map(show), total });
}
