import type { Command } from '../protocol/commands.ts';
import { commandArgs } from '../protocol/commands.ts';
import type { UserId } from '../protocol/ids.ts';
import * as arrival from './arrival.ts';
import * as chat from './chat.ts';
import { reject, type Actor, type Decision, type Facts } from './decision.ts';
import * as departure from './departure.ts';
import * as goals from './goals.ts';
import * as participants from './participants.ts';
import { forbids, isHost, standingOf, strangerRefusal } from './policy.ts';
import * as recording from './recording.ts';
import { isOver, type Person, type Room } from './room.ts';
import type { ServerCommand } from './server-command.ts';
import * as session from './session.ts';
import * as succession from './succession.ts';
import * as timer from './timer.ts';
import * as waiting from './waiting.ts';

export type AnyCommand = Command | ServerCommand;

/** What follows from a command: events, or a refusal. Pure: everything it may know is in its arguments. */
export function decide(room: Room, actor: Actor, command: AnyCommand, facts: Facts): Decision {
  if (isClientCommand(command)) {
    if (actor.kind !== 'person') return reject('FORBIDDEN', 'Only people give this command');
    const refusal = forbids(room.state, actor.person.userId, command.type);
    return refusal ? { ok: false, refusal } : decideCommand(room, actor.person.userId, command, facts);
  }
  return actor.kind === 'person'
    ? decidePersonal(room, actor.person, command, facts)
    : decideServer(room, command, facts.now);
}

const isClientCommand = (command: AnyCommand): command is Command => Object.hasOwn(commandArgs, command.type);

function decideCommand(room: Room, userId: UserId, command: Command, facts: Facts): Decision {
  const { state } = room;
  const { now } = facts;
  switch (command.type) {
    case 'session:start':
      return session.start(room, facts);
    case 'session:end':
      return session.end(room, now);
    case 'session:cancel':
      return session.cancel(room, now);
    case 'session:updateSettings':
      return session.updateSettings(room, command, facts);
    case 'room:lock':
      return session.lock(room);
    case 'room:unlock':
      return session.unlock(room, now);
    case 'room:admit':
      return waiting.admit(room, command.userId, now);
    case 'room:deny':
      return waiting.deny(room, command.userId);
    case 'participant:setRole':
      return participants.setRole(room, command);
    case 'participant:transferHost':
      return succession.transfer(room, userId, command.userId);
    case 'participant:remove':
      return participants.remove(room, userId, command.userId, now);
    case 'participant:readmit':
      return participants.readmit(room, command.userId);
    case 'participant:setChatMuted':
      return participants.setChatMuted(room, command);
    case 'participant:raiseHand':
      return participants.raiseHand(room, userId);
    case 'participant:lowerHand':
      return participants.lowerHand(room, userId, command.userId ?? userId);
    case 'participant:setStatus':
      return participants.setStatus(room, userId, command);
    case 'timer:configure':
      return timer.configure(room, userId, command);
    case 'timer:start':
      return timer.start(room, command, now);
    case 'timer:pause':
      return timer.pause(room, now);
    case 'timer:resume':
      return timer.resume(room, now);
    case 'timer:skip':
      return timer.skip(room, now);
    case 'timer:reset':
      return timer.reset(room, now);
    case 'chat:send':
      return chat.send(state, userId, command, facts);
    case 'chat:edit':
      return chat.edit(state, userId, command, facts);
    case 'chat:delete':
      return chat.remove(state, userId, command, facts);
    case 'chat:react':
      return chat.react(state, userId, command, facts);
    case 'goal:add':
      return goals.add(state, userId, command, facts);
    case 'goal:update':
      return goals.update(state, command);
    case 'goal:complete':
      return goals.complete(state, userId, command.goalId, now);
    case 'goal:reopen':
      return goals.reopen(state, command.goalId);
    case 'goal:move':
      return goals.move(state, command);
    case 'goal:remove':
      return goals.remove(state, command.goalId);
    case 'recording:start':
      return recording.start(state, userId, facts);
    case 'recording:answer':
      return recording.answer(state, userId, command);
    case 'recording:stop':
      return recording.stop(state);
  }
}

/** Comings and goings of the person who asks. */
function decidePersonal(room: Room, person: Person, command: ServerCommand, { now }: Facts): Decision {
  switch (command.type) {
    case 'connection:open':
      return arrival.connect(room, person, command, now);
    case 'member:enroll':
      return arrival.enroll(room, person, command.invite, now);
    case 'member:show':
    case 'member:withdraw': {
      const stranger = strangerRefusal(room.state, standingOf(room.state, person.userId));
      if (stranger) return { ok: false, refusal: stranger };
      if (isOver(room.state)) return over;
      return command.type === 'member:show' ? arrival.show(room, person) : departure.withdraw(room, person.userId, now);
    }
    case 'member:invite': {
      const stranger = strangerRefusal(room.state, standingOf(room.state, person.userId));
      if (stranger) return { ok: false, refusal: stranger };
      if (isOver(room.state)) return over;
      if (!isHost(room.state, person.userId)) return reject('FORBIDDEN', 'Only a host may do this');
      return participants.invite(room, command.people);
    }
    default:
      return reject('FORBIDDEN', 'Only the server gives this command');
  }
}

/** What the server tells a room: connections that closed, nodes that died, deadlines that passed. */
function decideServer(room: Room, command: ServerCommand, now: number): Decision {
  if (isOver(room.state)) return over;
  switch (command.type) {
    case 'connection:close':
      return departure.disconnect(room, command.connectionId, now);
    case 'connection:leave':
      return departure.leave(room, command.connectionId, now);
    case 'node:reap':
      return departure.reap(room, command.node, Math.min(command.lastSeenAt, now));
    case 'presence:fade':
      return departure.fade(room, command.userId, now);
    case 'presence:expire':
      return departure.expire(room, command.userId, now);
    case 'host:succeed':
      return succession.succeed(room, now);
    case 'session:expire':
      return session.expire(room, now);
    case 'timer:elapse':
      return timer.elapse(room, command.startedRev, now);
    case 'recording:begin':
      return recording.begin(room.state, command.recordingId);
    case 'recording:interrupt':
      return recording.interrupt(room.state, command.recordingId);
    case 'recording:fail':
      return recording.fail(room.state, command.recordingId);
    case 'connection:open':
    case 'member:enroll':
    case 'member:show':
    case 'member:withdraw':
    case 'member:invite':
      return reject('FORBIDDEN', 'Only people give this command');
  }
}

const over = reject('SESSION_ENDED', 'This session is over');
