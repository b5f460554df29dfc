import type { RoomEvent } from '../protocol/events.ts';
import type { CommandId, ConnectionId, SessionId, UserId } from '../protocol/ids.ts';
import { defaultTimerConfig } from '../protocol/defaults.ts';
import type { Participant, Role, RoomState, SessionType, Settings, TimerConfig } from '../protocol/room.ts';

/** A process that holds connections: its NODE_ID and an incarnation that changes with every start. */
export type NodeName = string;

/** What happens out of everybody's sight: connections and the attendance they prove. In the log, never on the wire. */
export type BackstageEvent =
  | { type: 'connection.opened'; connectionId: ConnectionId; userId: UserId; node: NodeName }
  | ({ type: 'connection.knocked'; connectionId: ConnectionId; userId: UserId; node: NodeName } & Omit<Look, 'name'>)
  | { type: 'connection.closed'; connectionId: ConnectionId; userId: UserId }
  /** A node died and took its connections with it. */
  | { type: 'node.lost'; node: NodeName; lastSeenAt: number }
  | { type: 'attendance.started'; userId: UserId; at: number }
  /** `lost`: not by leaving, but because the node that held the connection died. */
  | { type: 'attendance.ended'; userId: UserId; at: number; lost: boolean }
  /** The last interval goes on as if it had not ended. */
  | { type: 'attendance.continued'; userId: UserId }
  /** Control passes to somebody for the time the owner is away; `role` is theirs again afterwards. */
  | { type: 'standIn.began'; userId: UserId; role: Role };

export type Event = RoomEvent | BackstageEvent;

/** One entry of a room's log, as it is stored. */
export type StoredCommit = {
  readonly epoch: number;
  readonly rev: number;
  readonly at: number;
  readonly actorId: UserId | null;
  readonly commandId?: CommandId;
  readonly events: readonly Event[];
};

/** Where an event stands: what `apply` may use beside the event itself. */
export type Meta = { readonly rev: number; readonly at: number; readonly actorId: UserId | null };

export type Connection = { readonly userId: UserId; readonly node: NodeName } & (
  | { readonly stage: 'joined' }
  /** Who waits is shown by name alone: the rest of the profile is kept for when they are let in. */
  | ({ readonly stage: 'knocking' } & Omit<Look, 'name'>)
);

/** What the server knows of a room and nobody is shown. */
export type Backstage = {
  readonly inviteSecret: string;
  /** When the last commit was. The next is never earlier, whatever a clock says. */
  readonly lastAt: number;
  readonly connections: Readonly<Record<ConnectionId, Connection>>;
  /** JOINED people who were here and have no connection now, since when. */
  readonly absentSince: Readonly<Record<UserId, number>>;
  /** The start of each open interval of attendance. */
  readonly attendingSince: Readonly<Record<UserId, number>>;
  /** Intervals that ended only because a node was lost, and that may be continued. */
  readonly interrupted: Readonly<Record<UserId, Interval>>;
  /** When the last interval of anybody's attendance ended. */
  readonly lastDepartureAt: number | null;
  /** The rev of the commit that began the phase now running. */
  readonly startedRev: number;
  /** Who holds control while the owner is away, and the role to give back. */
  readonly standIn: { readonly userId: UserId; readonly role: Role } | null;
  readonly hostAbsentSince: number | null;
  /** Nobody is connected, since when. */
  readonly emptySince: number | null;
  /** When connections were last lost with a node, and until when their people had proved to be here. */
  readonly outage: { readonly lastSeenAt: number; readonly noticedAt: number } | null;
};

/** A stretch of attendance. */
export type Interval = { readonly since: number; readonly until: number };

export type Room = { readonly state: RoomState; readonly backstage: Backstage };

/** How others see somebody. */
export type Look = {
  readonly name: string;
  readonly avatarUrl: string | null;
  /** CSS, as they chose it. Commits of earlier versions say none; then it is made from the id. */
  readonly avatarColor?: string;
};
export type Person = Look & { readonly userId: UserId };

/** No more of somebody than their look. A colour that is not said is left out. */
export const lookOf = ({ name, avatarUrl, avatarColor }: Look): Look => ({
  name,
  avatarUrl,
  ...(avatarColor !== undefined && { avatarColor }),
});

/** No more of somebody than a room knows. */
export const asPerson = (one: Person): Person => ({ userId: one.userId, ...lookOf(one) });

export type Genesis = {
  readonly sessionId: SessionId;
  readonly title: string;
  readonly type: SessionType;
  readonly owner: Person;
  readonly settings: Settings;
  readonly timer?: TimerConfig;
  readonly invited: readonly Person[];
  readonly inviteSecret: string;
  readonly createdAt: number;
};

/** The room as it stands when its session has been created and nothing has happened. */
export function openRoom(genesis: Genesis): Room {
  const { owner, createdAt } = genesis;
  const host = { ...newParticipant(owner, 'HOST'), status: 'JOINED', joinedAt: createdAt } satisfies Participant;
  const guests = genesis.invited
    .filter(({ userId }) => userId !== owner.userId)
    .map((person) => newParticipant(person, 'PARTICIPANT'));
  return {
    state: {
      sessionId: genesis.sessionId,
      title: genesis.title,
      type: genesis.type,
      status: 'SCHEDULED',
      settings: genesis.settings,
      locked: false,
      ownerId: owner.userId,
      hostId: owner.userId,
      startedAt: null,
      participants: Object.fromEntries([host, ...guests].map((one) => [one.userId, one])),
      waiting: {},
      timer: { status: 'IDLE', config: genesis.timer ?? defaultTimerConfig, phase: 'WORK', completedWorkPhases: 0 },
      goals: [],
      chat: { recent: [], total: 0 },
    },
    backstage: {
      inviteSecret: genesis.inviteSecret,
      lastAt: createdAt,
      connections: {},
      absentSince: {},
      attendingSince: {},
      interrupted: {},
      lastDepartureAt: null,
      startedRev: 0,
      standIn: null,
      hostAbsentSince: null,
      emptySince: createdAt,
      outage: null,
    },
  };
}

export function newParticipant(person: Person, role: Role): Participant {
  return {
    ...asPerson(person),
    role,
    status: 'INVITED',
    presence: 'OFFLINE',
    joinedAt: null,
    leftAt: null,
    handRaisedAt: null,
    chatMuted: false,
    mood: { status: '', text: '' },
  };
}

export const isOver = (state: RoomState): boolean => state.status === 'COMPLETED' || state.status === 'CANCELLED';

export const isHere = (room: Room, userId: UserId): boolean => connectionsOf(room, userId).length > 0;

/** The joined connections of one person. */
export function connectionsOf(room: Room, userId: UserId): ConnectionId[] {
  return connectionIds(room, (connection) => connection.userId === userId && connection.stage === 'joined');
}

export function connectionIds(room: Room, match: (connection: Connection) => boolean): ConnectionId[] {
  const entries = Object.entries(room.backstage.connections) as [ConnectionId, Connection][];
  return entries.filter(([, connection]) => match(connection)).map(([id]) => id);
}

/** Everybody who has a joined connection. */
export function peopleHere({ backstage }: Room): ReadonlySet<UserId> {
  const connections = Object.values(backstage.connections);
  return new Set(connections.filter(({ stage }) => stage === 'joined').map(({ userId }) => userId));
}

/** Capacity counts JOINED, and keeps a seat for the owner. */
export function takenSeats({ participants, ownerId }: RoomState): number {
  const joined = Object.values(participants).filter((one) => one.status === 'JOINED').length;
  return participants[ownerId]?.status === 'JOINED' ? joined : joined + 1;
}

export const isFull = (state: RoomState, userId: UserId): boolean =>
  userId !== state.ownerId && takenSeats(state) >= state.settings.maxParticipants;
