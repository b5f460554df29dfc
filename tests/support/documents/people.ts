import { randomUUID } from 'node:crypto';

export type Someone = { readonly token: string; readonly userId: string; readonly name: string };
export type Answer<Body> = { readonly status: number; readonly body: Body };

/** What a server answers to a call of somebody's, refusals included. */
export async function call<Body = Record<string, unknown>>(
  url: string,
  method: string,
  path: string,
  { token, body }: { token?: string; body?: object } = {},
): Promise<Answer<Body>> {
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (token) headers['authorization'] = `Bearer ${token}`;
  const response = await fetch(url + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  return { status: response.status, body: (await response.json()) as Body };
}

export async function guest(url: string, name = `Guest ${randomUUID().slice(0, 4)}`): Promise<Someone> {
  const { body } = await call<{ token: string; user: { id: string } }>(url, 'POST', '/api/auth/guest', {
    body: { name },
  });
  return { token: body.token, userId: body.user.id, name };
}

export type Gathering = {
  readonly sessionId: string;
  readonly host: Someone;
  readonly path: string;
  readonly join: () => Promise<Someone>;
};

/** A public session of a new host's. */
export async function gather(url: string, settings: object = {}): Promise<Gathering> {
  const host = await guest(url, 'Host');
  const { body } = await call<{ session: { id: string } }>(url, 'POST', '/api/study-sessions/create', {
    token: host.token,
    body: { title: 'Documents', isPublic: true, maxParticipants: 50, ...settings },
  });
  const sessionId = body.session.id;
  const path = `/api/study-sessions/${sessionId}`;
  const join = async () => {
    const one = await guest(url);
    await call(url, 'POST', `${path}/join`, { token: one.token, body: {} });
    return one;
  };
  return { sessionId, host, path, join };
}
