import type { ConnectionId, RecordingId, UserId } from '../protocol/ids.ts';
import type { NodeName, Person } from './room.ts';

/** What no client can ask by name: comings and goings, and the passing of time. */
export type ServerCommand =
  | ({ readonly type: 'connection:open' } & Connecting)
  | { readonly type: 'connection:close'; readonly connectionId: ConnectionId }
  | { readonly type: 'connection:leave'; readonly connectionId: ConnectionId }
  | { readonly type: 'member:enroll'; readonly invite?: string }
  | { readonly type: 'member:withdraw' }
  /** The person looks different from now on. */
  | { readonly type: 'member:show' }
  | { readonly type: 'member:invite'; readonly people: readonly Person[] }
  | { readonly type: 'node:reap'; readonly node: NodeName; readonly lastSeenAt: number }
  | { readonly type: 'presence:fade'; readonly userId: UserId }
  | { readonly type: 'presence:expire'; readonly userId: UserId }
  | { readonly type: 'host:succeed' }
  | { readonly type: 'session:expire' }
  | { readonly type: 'timer:elapse'; readonly startedRev: number }
  | { readonly type: 'recording:begin'; readonly recordingId: RecordingId }
  | { readonly type: 'recording:interrupt'; readonly recordingId: RecordingId }
  | { readonly type: 'recording:fail'; readonly recordingId: RecordingId };

/** A socket that wants to come in. */
export type Connecting = {
  readonly connectionId: ConnectionId;
  readonly node: NodeName;
  readonly invite?: string;
  /** The client was in the room before and has not been closed since: it resumes from a cursor. */
  readonly stayed: boolean;
};
