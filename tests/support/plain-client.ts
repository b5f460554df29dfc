import { io, type Socket } from 'socket.io-client';
import type { Commit } from '../../server/protocol/events.ts';

/** A client written from the contract alone: what somebody else might write against the server. */
export type PlainClient = {
  readonly socket: Socket;
  readonly userId: string;
  readonly token: string;
  readonly commits: Commit[];
  /** Sends one command and answers its ack. */
  ask(event: string, payload: object): Promise<Ack>;
  close(): void;
};

export type Ack = {
  ok: boolean;
  epoch?: number;
  rev?: number;
  error?: { code: string; message: string; retryAfterMs?: number };
  [more: string]: unknown;
};

// oxlint-disable-next-line no-unnecessary-type-parameters -- the caller says what it expects
export type Api = <Body = Record<string, unknown>>(
  method: string,
  path: string,
  options?: { body?: unknown; token?: string },
) => Promise<{ status: number; body: Body & { success: boolean; error?: { code: string } } }>;

/** Calls the REST API of the server at `url`. */
export const apiOf =
  (url: string): Api =>
  async (method, path, { body, token } = {}) => {
    const response = await fetch(url + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as never };
  };

export type Guest = { token: string; userId: string; name: string };

export async function newGuest(url: string, name: string): Promise<Guest> {
  const { status, body } = await apiOf(url)<{ token: string; user: { id: string } }>('POST', '/api/auth/guest', {
    body: { name },
  });
  if (status !== 200) throw new Error(`guest: ${status} ${JSON.stringify(body)}`);
  return { token: body.token, userId: body.user.id, name };
}

export type NewSession = { id: string; inviteLink: string; invite: string };

export async function newSession(url: string, host: Guest, body: object = {}): Promise<NewSession> {
  const answer = await apiOf(url)<{ session: { id: string; inviteLink: string } }>(
    'POST',
    '/api/study-sessions/create',
    {
      token: host.token,
      body: { title: 'Algebra', ...body },
    },
  );
  if (answer.status !== 200) throw new Error(`create: ${answer.status} ${JSON.stringify(answer.body)}`);
  const { id, inviteLink } = answer.body.session;
  return { id, inviteLink, invite: new URL(inviteLink).searchParams.get('invite') ?? '' };
}

/** Connects and, with a session, waits until it is in the room, at the door, or refused. */
export async function connectPlain(
  url: string,
  guest: Guest,
  auth: { sessionId?: string; invite?: string; since?: object } = {},
): Promise<PlainClient & { joined: Ack | null; refused: { error: { code: string } } | null }> {
  const socket = io(url, {
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    auth: { token: guest.token, protocol: 1, ...auth },
  });
  const commits: Commit[] = [];
  socket.on('room:commits', (push: { commits: Commit[] }) => commits.push(...push.commits));
  const arrived = new Promise<{ joined: Ack | null; refused: { error: { code: string } } | null }>(
    (resolve, reject) => {
      socket.once('connect_error', (error) => reject(Object.assign(error, { socket })));
      if (auth.sessionId) {
        socket.once('room:joined', (joined: Ack) => resolve({ joined, refused: null }));
        socket.once('room:refused', (refused: { error: { code: string } }) => resolve({ joined: null, refused }));
      } else {
        socket.once('connect', () => resolve({ joined: null, refused: null }));
      }
    },
  );
  const { joined, refused } = await arrived.catch((error: unknown) => {
    socket.close();
    throw error;
  });
  return {
    socket,
    userId: guest.userId,
    token: guest.token,
    commits,
    joined,
    refused,
    ask: (event, payload) => socket.timeout(10_000).emitWithAck(event, payload) as Promise<Ack>,
    close: () => void socket.close(),
  };
}
