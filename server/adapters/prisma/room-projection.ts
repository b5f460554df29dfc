import type { Event, StoredCommit } from '../../domain/room.ts';
import { noChanges, type Changes } from './room-changes.ts';
import { projectAttendance, projectHost, projectPerson } from './room-projection-people.ts';
import { projectChat, projectGoal } from './room-projection-talk.ts';

/** What the commits of one room, in order, come to in rows. Pure. Throws at an event this version does not know. */
export function changesOf(commits: readonly StoredCommit[]): Changes {
  const changes = noChanges();
  for (const commit of commits) for (const event of commit.events) project(changes, event, commit);
  return changes;
}

function project(changes: Changes, event: Event, commit: StoredCommit): void {
  switch (event.type) {
    case 'participant.invited':
      changes.notices.push({ kind: 'invited', userId: event.userId, byId: commit.actorId, at: commit.at });
      return projectPerson(changes, event, commit.at);
    case 'participant.joined':
    case 'participant.left':
    case 'participant.removed':
    case 'participant.readmitted':
    case 'participant.roleChanged':
      return projectPerson(changes, event, commit.at);
    case 'host.changed':
      return projectHost(changes, event.hostId);
    case 'attendance.started':
    case 'attendance.ended':
    case 'attendance.continued':
      return projectAttendance(changes.attendance, event);
    case 'session.started':
      changes.session.status = 'ACTIVE';
      changes.session.startedAt = commit.at;
      return void changes.notices.push({ kind: 'started', byId: commit.actorId, at: commit.at });
    case 'session.ended':
      changes.session.status = 'COMPLETED';
      changes.session.endedAt = event.endedAt;
      return void changes.notices.push({ kind: 'ended', byId: commit.actorId, at: event.endedAt });
    case 'session.cancelled':
      changes.session.status = 'CANCELLED';
      changes.session.endedAt = commit.at;
      return void changes.notices.push({ kind: 'cancelled', byId: commit.actorId, at: commit.at });
    case 'session.settingsChanged':
      return void Object.assign(changes.settings, event.settings);
    case 'timer.configured':
      changes.settings.timer = event.config;
      return;
    case 'timer.phaseCompleted': {
      const { phase, startedAt, endsAt, participantIds } = event;
      const { epoch, rev } = commit;
      return void changes.phases.push({ epoch, rev, phase, startedAt, endedAt: endsAt, participantIds });
    }
    case 'chat.sent':
    case 'chat.edited':
    case 'chat.deleted':
    case 'chat.reacted':
      return projectChat(changes.chat, event, commit);
    case 'goal.added':
    case 'goal.updated':
    case 'goal.completed':
    case 'goal.reopened':
    case 'goal.moved':
    case 'goal.removed':
      return projectGoal(changes.goals, event);
    // What lives only as long as the room does, and is kept in its snapshot and its commits.
    case 'participant.away':
    case 'participant.returned':
    case 'participant.profileChanged':
    case 'participant.handRaised':
    case 'participant.handLowered':
    case 'participant.statusSet':
    case 'participant.chatMuted':
    case 'participant.knocked':
    case 'participant.knockWithdrawn':
    case 'participant.admitted':
    case 'participant.denied':
    case 'room.locked':
    case 'room.unlocked':
    case 'timer.started':
    case 'timer.resumed':
    case 'timer.paused':
    case 'timer.skipped':
    case 'timer.reset':
    case 'recording.asked':
    case 'recording.answered':
    case 'recording.started':
    case 'recording.interrupted':
    case 'recording.stopped':
    case 'connection.opened':
    case 'connection.knocked':
    case 'connection.closed':
    case 'node.lost':
    case 'standIn.began':
      return;
    default:
      throw new Error(`An event of type ${(event satisfies never as { type: string }).type} cannot be recorded`);
  }
}
