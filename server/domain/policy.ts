import type { CommandName } from '../protocol/commands.ts';
import { refuse, type Refusal } from '../protocol/errors.ts';
import type { UserId } from '../protocol/ids.ts';
import type { RoomState, Settings, Tool } from '../protocol/room.ts';
import { isOver } from './room.ts';

/** What somebody is to a room. */
export type Standing = 'outsider' | 'waiting' | 'invited' | 'left' | 'removed' | 'member' | 'coHost' | 'host';

export function standingOf(state: RoomState, userId: UserId): Standing {
  const one = state.participants[userId];
  if (!one) return userId in state.waiting ? 'waiting' : 'outsider';
  switch (one.status) {
    case 'INVITED':
      return userId in state.waiting ? 'waiting' : 'invited';
    case 'LEFT':
      return userId in state.waiting ? 'waiting' : 'left';
    case 'REMOVED':
      return 'removed';
    case 'JOINED':
      return one.role === 'HOST' ? 'host' : one.role === 'CO_HOST' ? 'coHost' : 'member';
  }
}

/** Who may give a command: everyone in the room, host and co-hosts, the host alone, or who may work the timer. */
type Circle = 'everyone' | 'hosts' | 'host' | 'timer';
type Rule = { readonly who: Circle; readonly tool?: Tool; readonly active?: true };

export const policy: Readonly<Record<CommandName, Rule>> = {
  'session:start': { who: 'hosts' },
  'session:end': { who: 'host' },
  'session:cancel': { who: 'host' },
  'session:updateSettings': { who: 'hosts' },
  'room:lock': { who: 'hosts' },
  'room:unlock': { who: 'hosts' },
  'room:admit': { who: 'hosts' },
  'room:deny': { who: 'hosts' },
  'participant:setRole': { who: 'host' },
  'participant:transferHost': { who: 'host' },
  'participant:remove': { who: 'hosts' },
  'participant:readmit': { who: 'hosts' },
  'participant:setChatMuted': { who: 'hosts' },
  'participant:raiseHand': { who: 'everyone' },
  'participant:lowerHand': { who: 'everyone' },
  'participant:setStatus': { who: 'everyone' },
  'timer:configure': { who: 'timer', tool: 'TIMER' },
  'timer:start': { who: 'timer', tool: 'TIMER', active: true },
  'timer:pause': { who: 'timer', tool: 'TIMER', active: true },
  'timer:resume': { who: 'timer', tool: 'TIMER', active: true },
  'timer:skip': { who: 'timer', tool: 'TIMER', active: true },
  'timer:reset': { who: 'timer', tool: 'TIMER', active: true },
  'chat:send': { who: 'everyone', tool: 'CHAT' },
  'chat:edit': { who: 'everyone', tool: 'CHAT' },
  'chat:delete': { who: 'everyone' },
  'chat:react': { who: 'everyone', tool: 'CHAT' },
  'goal:add': { who: 'everyone' },
  'goal:update': { who: 'everyone' },
  'goal:complete': { who: 'everyone' },
  'goal:reopen': { who: 'everyone' },
  'goal:move': { who: 'everyone' },
  'goal:remove': { who: 'everyone' },
  'recording:start': { who: 'hosts', active: true },
  'recording:answer': { who: 'everyone' },
  'recording:stop': { who: 'hosts' },
};

/** Why this person may not give this command now, or null. Rules that need the command's arguments come after. */
export function forbids(state: RoomState, userId: UserId, name: CommandName): Refusal | null {
  const standing = standingOf(state, userId);
  const stranger = strangerRefusal(state, standing);
  if (stranger) return stranger;
  if (isOver(state)) return refuse('SESSION_ENDED', 'This session is over');
  const rule = policy[name];
  if (!within(rule.who, standing, state)) return refuse('FORBIDDEN', `Only ${circleName(rule.who)} may do this`);
  if (rule.tool && !state.settings.enabledTools.includes(rule.tool)) {
    return refuse('FORBIDDEN', `${rule.tool} is switched off in this session`);
  }
  if (rule.active && state.status !== 'ACTIVE') return refuse('INVALID_STATE', 'The session has not started');
  return null;
}

/** What somebody who is not in the room is told: of a private room, not even that it exists. */
export function strangerRefusal(state: RoomState, standing: Standing): Refusal | null {
  switch (standing) {
    case 'outsider':
      return state.settings.isPublic
        ? refuse('FORBIDDEN', 'Join the session first')
        : refuse('NOT_FOUND', 'There is no such session');
    case 'waiting':
      return refuse('FORBIDDEN', 'You are waiting to be let in');
    case 'invited':
    case 'left':
      return refuse('FORBIDDEN', 'Join the session first');
    case 'removed':
      return refuse('FORBIDDEN', 'You were removed from this session');
    case 'member':
    case 'coHost':
    case 'host':
      return null;
  }
}

export const hasCalls = ({ enabledTools }: Settings): boolean =>
  enabledTools.includes('VIDEO') || enabledTools.includes('SCREEN_SHARE');

export const isHost = (state: RoomState, userId: UserId): boolean => {
  const standing = standingOf(state, userId);
  return standing === 'host' || standing === 'coHost';
};

function within(circle: Circle, standing: Standing, state: RoomState): boolean {
  switch (circle) {
    case 'everyone':
      return true;
    case 'hosts':
      return standing !== 'member';
    case 'host':
      return standing === 'host';
    case 'timer':
      return standing !== 'member' || state.timer.config.control === 'EVERYONE';
  }
}

function circleName(circle: Circle): string {
  return circle === 'host' ? 'the host' : 'a host';
}
