import { refused, unreachable, type Outcome } from '../outcome.ts';
import type { TokenSource } from '../tokens/token-source.ts';
import type { SignedIn } from './answers.ts';
import type { Api } from './api.ts';
import { askServer, type FetchOptions, type RequestParts } from './ask-server.ts';

const kindOf = { markdown: 'notes', html: 'notes', excalidraw: 'whiteboard', svg: 'whiteboard' } as const;

/** Longer than the server waits for a language model. */
const modelMs = 75_000;

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

export interface ApiDeps extends FetchOptions {
  readonly tokens: TokenSource;
  /** Somebody signed in, or has a newer token. */
  readonly onSignedIn: () => void;
  readonly onSignedOut: () => void;
}

export function createApi(deps: ApiDeps): Api {
  const { tokens, onSignedIn, onSignedOut } = deps;

  function ask<Answer extends object>(
    method: Method,
    path: string,
    token: string | null,
    body?: object,
    parts: Pick<RequestParts, 'timeoutMs'> = {},
  ) {
    const headers = { ...tokens.headers, ...(token === null ? {} : { Authorization: `Bearer ${token}` }) };
    return askServer<Answer>(deps, method, path, { headers, ...(body ? { body } : {}), ...parts });
  }

  /** With an access token; one that has expired is renewed once. */
  async function call<Answer extends object>(
    method: Method,
    path: string,
    body?: object,
    parts?: Pick<RequestParts, 'timeoutMs'>,
  ): Promise<Outcome<Answer>> {
    const token = await tokens.get();
    const first = token === null ? null : await ask<Answer>(method, path, token, body, parts);
    if (first && (first.ok || first.refusal.code !== 'UNAUTHENTICATED')) return first;
    const refreshed = await tokens.refresh();
    switch (refreshed.kind) {
      case 'token':
        return ask<Answer>(method, path, refreshed.token, body, parts);
      case 'unreachable':
        return refused(unreachable());
      case 'signedOut':
        return refused(refreshed.refusal);
    }
  }

  async function accepting(answer: Promise<Outcome<SignedIn>>): Promise<Outcome<SignedIn>> {
    const outcome = await answer;
    if (outcome.ok) {
      tokens.accept(outcome.value);
      onSignedIn();
    }
    return outcome;
  }

  function forget(): void {
    tokens.forget();
    onSignedOut();
  }

  async function ending(answer: Promise<Outcome<object>>): Promise<Outcome<object>> {
    const outcome = await answer;
    if (outcome.ok) forget();
    return outcome;
  }

  const room = '/api/study-sessions';
  return {
    auth: {
      // A guest who registers says so with their token and keeps what they have.
      register: async (body) => accepting(registerWith(await tokens.get(), body)),
      login: (body) => accepting(ask('POST', '/api/auth/login', null, body)),
      guest: (body) => accepting(ask('POST', '/api/auth/guest', null, body)),
      async logout() {
        const outcome = await ask<object>('POST', '/api/auth/logout', null, tokens.proof());
        forget();
        return outcome;
      },
      logoutEverywhere: () => ending(call('POST', '/api/auth/logout-everywhere')),
    },
    me: {
      get: () => call('GET', '/api/me'),
      update: (body) => accepting(call('PATCH', '/api/me', body)),
      delete: (body = {}) => ending(call('DELETE', '/api/me', body)),
    },
    users: { search: (query) => call('GET', `/api/users${search({ query })}`) },
    sessions: {
      create: (body) => call('POST', `${room}/create`, body),
      list: (query) => call('GET', `${room}/list${search(query)}`),
      browse: (query) => call('GET', `${room}/browse${search(query)}`),
      history: (query) => call('GET', `${room}/history${search(query)}`),
      get: (id, query) => call('GET', `${room}/${id}${search(query)}`),
      join: (id, body = {}) => call('POST', `${room}/${id}/join`, body),
      leave: (id) => call('POST', `${room}/${id}/leave`, {}),
      start: (id) => call('POST', `${room}/${id}/start`, {}),
      end: (id) => call('POST', `${room}/${id}/end`, {}),
      cancel: (id) => call('POST', `${room}/${id}/cancel`, {}),
      updateSettings: (id, body) => call('PATCH', `${room}/${id}/settings`, body),
      summarise: (id) => call('POST', `${room}/${id}/ai-summary`, {}, { timeoutMs: modelMs }),
      invite: (id, userIds) => call('POST', `${room}/${id}/invite`, { userIds }),
      goals: (id) => call('GET', `${room}/${id}/goals`),
      addGoal: (id, body) => call('POST', `${room}/${id}/goals`, body),
      updateGoal: (id, body) => call('POST', `${room}/${id}/goals`, body),
      messages: (id, query) => call('GET', `${room}/${id}/messages${search(query)}`),
      sendMessage: (id, content) => call('POST', `${room}/${id}/messages`, { content }),
    },
    documents: {
      versions: (id, kind) => call('GET', `${room}/${id}/${kind}/versions`),
      restore: (id, kind, version) => call('POST', `${room}/${id}/${kind}/versions/${version}/restore`, {}),
      boardVersion: (id, version) => call('GET', `${room}/${id}/whiteboard/versions/${version}`),
      export: (id, format, version) =>
        call('GET', `${room}/${id}/${kindOf[format]}/export/${format}${search({ version })}`),
      importMarkdown: (id, content) => call('POST', `${room}/${id}/notes/import`, { content }),
      addFile: (id, picture) => call('POST', `${room}/${id}/files`, picture),
      readFile: (id, fileId) => call('GET', `${room}/${id}/files/${fileId}`),
    },
    recordings: {
      turn: (id, action) => call('POST', `${room}/${id}/recording`, action ? { action } : {}),
      list: (id) => call('GET', `${room}/${id}/recordings`),
      delete: (id, recordingId) => call('DELETE', `${room}/${id}/recordings/${recordingId}`),
    },
  };

  function registerWith(token: string | null, body: object): Promise<Outcome<SignedIn>> {
    return token === null
      ? ask('POST', '/api/auth/register', null, body)
      : call<SignedIn>('POST', '/api/auth/register', body);
  }
}

/** `?a=1&b=2` of what is given; nothing for nothing. */
function search(query: object = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const pairs = new URLSearchParams(Object.fromEntries(given.map(([key, value]) => [key, String(value)])));
  return given.length === 0 ? '' : `?${pairs.toString()}`;
}
