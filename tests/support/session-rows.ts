import type { PrismaClient } from '../../server/adapters/prisma/open-database.ts';
import { createSessionDirectory } from '../../server/adapters/prisma/session-directory.ts';
import { applyCommit } from '../../server/domain/apply.ts';
import { nextDeadline } from '../../server/domain/deadlines.ts';
import { decide, type AnyCommand } from '../../server/domain/decide.ts';
import type { Person, Room, StoredCommit } from '../../server/domain/room.ts';
import { invitation } from '../../server/people/notifications/notification.ts';
import { commandOf, crowd, isPersonal, serverCommandOf, type Step } from './room-steps.ts';
import { commandIdOf, t0, uuid } from './rooms.ts';

const avatarColor = '#1c7ed6';

/** As a room knows somebody whom it has from the rows of their account. */
export const fromRows = (one: Person): Person => ({ ...one, avatarColor });

/** Accounts for people of the tests' stories. */
export async function createPeople(prisma: PrismaClient, people: readonly Person[]): Promise<void> {
  await prisma.user.createMany({
    data: people.map(({ userId, name }) => ({
      id: userId,
      kind: 'GUEST',
      username: `guest-${userId}`,
      name,
      avatarColor,
      preferences: {},
      createdAt: new Date(t0),
    })),
    skipDuplicates: true,
  });
}

/** The rows of a session whose room begins as `room`. */
export async function createRows(prisma: PrismaClient, { state, backstage }: Room): Promise<void> {
  const { sessionId, title, type, settings, ownerId } = state;
  const invited = Object.values(state.participants).filter(({ status }) => status === 'INVITED');
  const { userId, name, avatarUrl } = state.participants[ownerId]!;
  await createSessionDirectory(prisma).create({
    id: sessionId,
    title,
    type,
    description: null,
    subject: null,
    tags: [],
    inviteSecret: backstage.inviteSecret,
    createdAt: backstage.lastAt,
    scheduledAt: null,
    owner: { userId, name, avatarUrl },
    settings,
    timer: state.timer.config,
    invitations: invited.map((one) => ({
      userId: one.userId,
      notification: invitation(uuid('invitation', sessionId, one.userId), { sessionId, title }, name, t0),
    })),
  });
}

/** What a story leaves in a room's log. Ids of its commands are those of no other `number`. */
export function tellStory(start: Room, steps: readonly Step[], number: number): { log: StoredCommit[]; room: Room } {
  const log: StoredCommit[] = [];
  let room = start;
  let now = t0;
  const perform = (actor: Person | null, command: AnyCommand) => {
    const facts = { now, commandId: commandIdOf(number * 1_000_000 + log.length), maxParticipants: 8 };
    const decision = decide(room, actor ? { kind: 'person', person: actor } : { kind: 'server' }, command, facts);
    if (!decision.ok || decision.events.length === 0) return;
    const actorId = actor?.userId ?? null;
    const commit = { epoch: 1, rev: log.length + 1, at: now, actorId, events: decision.events };
    log.push(actor ? { ...commit, commandId: facts.commandId } : commit);
    room = applyCommit(room, commit);
  };
  for (const step of steps) {
    switch (step.kind) {
      case 'pass': {
        const until = now + step.ms;
        for (let due = nextDeadline(room); due && due.at <= until; due = nextDeadline(room)) {
          now = Math.max(now, due.at);
          perform(null, due.command);
        }
        now = until;
        break;
      }
      case 'sleep':
        now += step.ms;
        break;
      case 'command': {
        const host = crowd.find(({ userId }) => userId === room.state.hostId);
        perform(step.who < 0 ? host! : crowd[step.who]!, commandOf(step, room));
        break;
      }
      case 'server': {
        const command = serverCommandOf(step, room, now);
        perform(isPersonal(command) ? crowd[step.who]! : null, command);
        break;
      }
    }
  }
  return { log, room };
}
