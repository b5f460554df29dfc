import { createHash } from 'node:crypto';
import { applyCommit } from '../../server/domain/apply.ts';
import { nextDeadline } from '../../server/domain/deadlines.ts';
import { decide, type AnyCommand } from '../../server/domain/decide.ts';
import type { Actor } from '../../server/domain/decision.ts';
import type { Person, StoredCommit } from '../../server/domain/room.ts';
import type { CommandId } from '../../server/protocol/ids.ts';
import type { StoredRoom } from '../../server/rooms/ports.ts';

/** A UUID that is always the same for the same words: sowing twice makes nothing twice. */
export function seedId(...words: (string | number)[]): string {
  const hex = createHash('sha256')
    .update(['carrel seed', ...words].join('\0'))
    .digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** What somebody does, so many minutes after the session was created; what it makes has the id given. */
export interface Step {
  minute: number;
  by: Person;
  command: AnyCommand;
  id?: string;
}

export interface Story {
  stored: StoredRoom;
  commits: StoredCommit[];
}

const maxParticipants = 50;

/** Plays the steps through the rules of rooms, with what falls due in between, and answers what would be in the log. */
export function play(start: StoredRoom, createdAt: number, steps: readonly Step[]): Story {
  const { epoch } = start;
  const commits: StoredCommit[] = [];
  let { room, rev } = start;

  const perform = (actor: Actor, command: AnyCommand, at: number, id = seedId(room.state.sessionId, rev)) => {
    const decision = decide(room, actor, command, { now: at, commandId: id as CommandId, maxParticipants });
    if (!decision.ok) throw new Error(`${command.type} is refused: ${decision.refusal.message}`);
    if (decision.events.length === 0) return;
    rev += 1;
    const actorId = actor.kind === 'person' ? actor.person.userId : null;
    const commit: StoredCommit = { epoch, rev, at, actorId, events: decision.events };
    room = applyCommit(room, commit);
    commits.push(commit);
  };

  for (const { minute, by, command, id } of steps) {
    const at = createdAt + minute * 60_000;
    for (let due = nextDeadline(room); due && due.at <= at; due = nextDeadline(room)) {
      perform({ kind: 'server' }, due.command, Math.max(due.at, room.backstage.lastAt));
    }
    perform({ kind: 'person', person: by }, command, at, id);
  }
  return { stored: { room, epoch, rev }, commits };
}
