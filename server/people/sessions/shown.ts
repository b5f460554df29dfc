import type { Room } from '../../domain/room.ts';
import { asPerson, isOver, lookOf } from '../../domain/room.ts';
import type { Goal, Participant } from '../../protocol/room.ts';
import type { RestGoal, RestMessage, RestParticipant, Session, SessionDetails } from '../../protocol/rest/sessions.ts';
import type { NamedMessage, SessionCard, SessionContents, SessionSummary } from './ports.ts';

const minuteMs = 60_000;

function iso(at: number): string;
function iso(at: number | null): string | null;
function iso(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

/** What lists show. `publicUrl` is given for members, who may pass the link on. */
export function shownSession(card: SessionCard, publicUrl: string | null): Session {
  const { inviteSecret, createdBy, tags, ...rest } = card;
  return {
    ...rest,
    tags: [...tags],
    createdBy: createdBy && { id: createdBy.userId, ...lookOf(createdBy) },
    scheduledAt: iso(card.scheduledAt),
    startedAt: iso(card.startedAt),
    endedAt: iso(card.endedAt),
    createdAt: iso(card.createdAt),
    durationMinutes: durationMinutes(card),
    ...(publicUrl !== null && { inviteLink: `${publicUrl}/study-sessions/${card.id}?invite=${inviteSecret}` }),
  };
}

/** Rounded up and at least 1, so that no session took no time; null until it is over, and for one that never was. */
function durationMinutes({ status, startedAt, endedAt }: SessionCard): number | null {
  if (status !== 'COMPLETED' || endedAt === null) return null;
  return Math.max(1, Math.ceil((endedAt - (startedAt ?? endedAt)) / minuteMs));
}

export function shownDetails(
  card: SessionCard,
  contents: SessionContents,
  { member, publicUrl, canSummarise }: { member: boolean; publicUrl: string; canSummarise: boolean },
): SessionDetails {
  return {
    ...shownSession(card, member ? publicUrl : null),
    settings: { ...contents.settings, timer: contents.timer },
    participants: member ? contents.participants.map(shownParticipant) : [],
    goals: member ? contents.goals.map(shownGoal) : [],
    ...(member && shownSummary(contents.summary)),
    ...(canSummarise && { canSummarise }),
  };
}

/** It tells what was said, so it is for those who may read that. */
export function shownSummary(summary: SessionSummary | null) {
  if (!summary) return {};
  const { text, keyPoints, todos, madeAt } = summary;
  return { aiSummary: text, aiKeyPoints: [...keyPoints], aiTodos: [...todos], aiSummaryAt: iso(madeAt) };
}

/** The card brought up to date by the room. A room does not keep when it ended: its last commit was that. */
export function liveCard(card: SessionCard, { state, backstage }: Room): SessionCard {
  return {
    ...card,
    status: state.status,
    isPublic: state.settings.isPublic,
    maxParticipants: state.settings.maxParticipants,
    participantCount: Object.values(state.participants).filter(({ status }) => status === 'JOINED').length,
    startedAt: state.startedAt,
    endedAt: isOver(state) ? backstage.lastAt : null,
  };
}

export const liveContents = ({ state }: Room): SessionContents => ({
  settings: state.settings,
  timer: state.timer.config,
  participants: Object.values(state.participants),
  goals: state.goals,
  summary: null,
});

const shownParticipant = (one: Participant): RestParticipant => ({
  ...asPerson(one),
  role: one.role,
  status: one.status,
  presence: one.presence,
  joinedAt: iso(one.joinedAt),
  leftAt: iso(one.leftAt),
});

export const shownGoal = (goal: Goal): RestGoal => ({
  ...goal,
  completedAt: iso(goal.completedAt),
  createdAt: iso(goal.createdAt),
});

export const shownMessage = (message: NamedMessage): RestMessage => ({
  ...message,
  createdAt: iso(message.createdAt),
  editedAt: iso(message.editedAt),
  deletedAt: iso(message.deletedAt),
});
