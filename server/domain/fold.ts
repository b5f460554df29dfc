import type { RoomEvent } from '../protocol/events.ts';
import type { UserId } from '../protocol/ids.ts';
import type { Goal, Message, Participant, Recording, RoomState, TimerState } from '../protocol/room.ts';
import { afterCompleted, afterSkipped } from './following.ts';
import { limits } from './limits.ts';
import { asPerson, lookOf, newParticipant, type Meta } from './room.ts';

/**
 * The public state after an event: the one fold that server and client share. Pure; what did not change keeps its
 * identity, so that a view re-renders only what did.
 */
export function fold(state: RoomState, event: RoomEvent, meta: Meta): RoomState {
  switch (event.type) {
    case 'participant.invited':
      return withParticipant(state, { ...newParticipant(event, event.role), status: 'INVITED' });
    case 'participant.joined': {
      const known = state.participants[event.userId] ?? newParticipant(event, event.role);
      const { userId, role, presence } = event;
      const joinedAt = known.joinedAt ?? meta.at;
      const one = {
        ...known,
        ...asPerson(event),
        role,
        presence,
        joinedAt,
        leftAt: null,
        status: 'JOINED',
      } as const;
      return withoutWaiting(withParticipant(state, one), userId);
    }
    case 'participant.away':
      return patch(state, event.userId, { presence: 'AWAY' });
    case 'participant.returned':
      return patch(state, event.userId, { presence: 'ONLINE' });
    case 'participant.left': {
      const gone = { status: 'LEFT', presence: 'OFFLINE', leftAt: meta.at } as const;
      const lowered = event.reason === 'LEAVE' ? { handRaisedAt: null } : {};
      return forgetOldest(withoutConsent(patch(state, event.userId, { ...gone, ...lowered }), event.userId));
    }
    case 'participant.removed':
      return withoutWaiting(
        withoutConsent(
          patch(state, event.userId, {
            status: 'REMOVED',
            presence: 'OFFLINE',
            role: 'PARTICIPANT',
            leftAt: meta.at,
            handRaisedAt: null,
          }),
          event.userId,
        ),
        event.userId,
      );
    case 'participant.readmitted':
      return forgetOldest(patch(state, event.userId, { status: 'LEFT' }));
    case 'participant.profileChanged':
      return patch(state, event.userId, lookOf(event));
    case 'participant.roleChanged':
      return patch(state, event.userId, { role: event.role });
    case 'host.changed': {
      const former = patch(state, state.hostId, { role: 'PARTICIPANT' });
      const { hostId, ownerId } = event;
      return { ...patch(former, hostId, { role: 'HOST' }), hostId, ownerId };
    }
    case 'participant.handRaised':
      return patch(state, event.userId, { handRaisedAt: meta.at });
    case 'participant.handLowered':
      return patch(state, event.userId, { handRaisedAt: null });
    case 'participant.statusSet':
      return patch(state, event.userId, { mood: { status: event.status, text: event.text } });
    case 'participant.chatMuted':
      return patch(state, event.userId, { chatMuted: event.muted });
    case 'participant.knocked': {
      const knock = { name: event.name, knockedAt: meta.at };
      return { ...state, waiting: { ...state.waiting, [event.userId]: knock } };
    }
    case 'participant.knockWithdrawn':
    case 'participant.admitted':
    case 'participant.denied':
      return withoutWaiting(state, event.userId);
    case 'room.locked':
      return { ...state, locked: true };
    case 'room.unlocked':
      return { ...state, locked: false };
    case 'session.started':
      return { ...state, status: 'ACTIVE', startedAt: meta.at };
    case 'session.ended':
      return closed({ ...state, status: 'COMPLETED' });
    case 'session.cancelled':
      return closed({ ...state, status: 'CANCELLED' });
    case 'session.settingsChanged':
      return { ...state, settings: { ...state.settings, ...event.settings } };
    case 'timer.configured':
    case 'timer.started':
    case 'timer.resumed':
    case 'timer.paused':
    case 'timer.phaseCompleted':
    case 'timer.skipped':
    case 'timer.reset':
      return { ...state, timer: foldTimer(state.timer, event) };
    case 'chat.sent': {
      const recent = [...state.chat.recent, event.message].slice(-limits.recentMessages);
      return { ...state, chat: { recent, total: state.chat.total + 1 } };
    }
    case 'chat.edited':
      return withMessage(state, event.messageId, (message) => ({
        ...message,
        content: event.content,
        editedAt: event.editedAt,
      }));
    case 'chat.deleted':
      return withMessage(state, event.messageId, (message) => ({
        ...message,
        content: '',
        deletedAt: event.deletedAt,
        reactions: {},
      }));
    case 'chat.reacted':
      return withMessage(state, event.messageId, (message) => react(message, event.emoji, event.userId, event.on));
    case 'goal.added':
      return { ...state, goals: [...state.goals, event.goal] };
    case 'goal.updated':
      return withGoal(state, event.goalId, { title: event.title, description: event.description });
    case 'goal.completed': {
      const { completedAt, completedBy } = event;
      return withGoal(state, event.goalId, { isCompleted: true, completedAt, completedBy });
    }
    case 'goal.reopened':
      return withGoal(state, event.goalId, { isCompleted: false, completedAt: null, completedBy: null });
    case 'goal.moved': {
      const goal = state.goals.find(({ id }) => id === event.goalId);
      if (!goal) return state;
      const others = state.goals.filter((other) => other !== goal);
      return { ...state, goals: others.toSpliced(event.toIndex, 0, goal) };
    }
    case 'goal.removed':
      return { ...state, goals: state.goals.filter(({ id }) => id !== event.goalId) };
    case 'recording.asked': {
      const { recordingId, byUserId: askedBy } = event;
      const recording = { recordingId, askedBy, askedAt: meta.at, startedAt: null, interruptedAt: null, consents: {} };
      return { ...state, recording };
    }
    case 'recording.answered':
      return withRecording(state, ({ consents }) => ({ consents: { ...consents, [event.userId]: event.agreed } }));
    case 'recording.started':
      return withRecording(state, () => ({ startedAt: meta.at }));
    case 'recording.interrupted':
      return withRecording(state, () => ({ interruptedAt: meta.at }));
    case 'recording.stopped':
      return withoutRecording(state);
    default:
      throw new UnknownEvent((event as { type: string }).type);
  }
}

/** A newer server wrote this. Who meets it cannot know the room's state any more. */
export class UnknownEvent extends Error {
  constructor(type: string) {
    super(`unknown event ${type}`);
  }
}

type TimerEvent = Extract<RoomEvent, { type: `timer.${string}` }>;

function foldTimer(timer: TimerState, event: TimerEvent): TimerState {
  const { config, completedWorkPhases } = timer;
  switch (event.type) {
    case 'timer.configured':
      return { ...timer, config: event.config };
    case 'timer.started':
    case 'timer.resumed': {
      const { phase, startedAt, endsAt } = event;
      return { status: 'RUNNING', config, completedWorkPhases, phase, startedAt, endsAt };
    }
    case 'timer.paused': {
      const { type: _, ...rest } = event;
      return { status: 'PAUSED', config, completedWorkPhases, ...rest };
    }
    case 'timer.phaseCompleted': {
      const completed = event.completedWorkPhases;
      if (event.next) return { status: 'RUNNING', config, completedWorkPhases: completed, ...event.next };
      const phase = afterCompleted(config, event.phase, completed);
      return { status: 'IDLE', config, completedWorkPhases: completed, phase };
    }
    case 'timer.skipped':
      if (event.next) return { status: 'RUNNING', config, completedWorkPhases, ...event.next };
      return { status: 'IDLE', config, completedWorkPhases, phase: afterSkipped(config, event.phase) };
    case 'timer.reset':
      if (event.next) return { status: 'RUNNING', config, completedWorkPhases, ...event.next };
      // A timer that stands still is set back to the beginning of the cycle, a running one to that of its phase.
      if (timer.status === 'IDLE') return { status: 'IDLE', config, completedWorkPhases: 0, phase: 'WORK' };
      return { status: 'IDLE', config, completedWorkPhases, phase: event.phase };
  }
}

function closed(state: RoomState): RoomState {
  const { config, phase, completedWorkPhases } = state.timer;
  const participants = Object.fromEntries(
    Object.entries(state.participants).map(([id, one]) => [id, { ...one, presence: 'OFFLINE' as const }]),
  );
  const rest = withoutRecording(state);
  return { ...rest, participants, waiting: {}, timer: { status: 'IDLE', config, phase, completedWorkPhases } };
}

const withParticipant = (state: RoomState, one: Participant): RoomState => ({
  ...state,
  participants: { ...state.participants, [one.userId]: one },
});

function patch(state: RoomState, userId: UserId, change: Partial<Participant>): RoomState {
  const one = state.participants[userId];
  return one ? withParticipant(state, { ...one, ...change }) : state;
}

function withoutWaiting(state: RoomState, userId: UserId): RoomState {
  if (!state.waiting[userId]) return state;
  const { [userId]: _, ...waiting } = state.waiting;
  return { ...state, waiting };
}

function withRecording(state: RoomState, change: (recording: Recording) => Partial<Recording>): RoomState {
  const { recording } = state;
  return recording ? { ...state, recording: { ...recording, ...change(recording) } } : state;
}

function withoutRecording({ recording: _, ...state }: RoomState): RoomState {
  return state;
}

/** Who comes back is asked again. */
function withoutConsent(state: RoomState, userId: UserId): RoomState {
  if (state.recording?.consents[userId] === undefined) return state;
  const { [userId]: _, ...consents } = state.recording.consents;
  return withRecording(state, () => ({ consents }));
}

/**
 * Departed people are bounded: who left first is forgotten first, never the owner nor the host. Co-hosts and the muted
 * come last, so that nobody sheds a mute or a co-host by a crowd that passes through.
 */
function forgetOldest(state: RoomState): RoomState {
  const departed = Object.values(state.participants).filter(
    ({ status, userId }) => status === 'LEFT' && userId !== state.ownerId && userId !== state.hostId,
  );
  if (departed.length <= limits.departed) return state;
  const plain = departed.filter(({ role, chatMuted }) => role === 'PARTICIPANT' && !chatMuted);
  const candidates = plain.length > 0 ? plain : departed;
  const oldest = candidates.reduce((a, b) => ((b.leftAt ?? 0) < (a.leftAt ?? 0) ? b : a));
  const { [oldest.userId]: _, ...participants } = state.participants;
  return { ...state, participants };
}

function withMessage(state: RoomState, id: string, change: (message: Message) => Message): RoomState {
  const index = state.chat.recent.findIndex((message) => message.id === id);
  const message = state.chat.recent[index];
  if (!message) return state;
  return { ...state, chat: { ...state.chat, recent: state.chat.recent.with(index, change(message)) } };
}

function withGoal(state: RoomState, id: string, change: Partial<Goal>): RoomState {
  return { ...state, goals: state.goals.map((goal) => (goal.id === id ? { ...goal, ...change } : goal)) };
}

/** A message with one person's reaction added or taken away; an emoji nobody uses leaves no trace. */
export function react(message: Message, emoji: string, userId: UserId, on: boolean): Message {
  const { [emoji]: given = [], ...others } = message.reactions;
  const rest = given.filter((id) => id !== userId);
  const people = on ? [...rest, userId] : rest;
  return { ...message, reactions: people.length ? { ...others, [emoji]: people } : others };
}
