export { createClient, type Client, type ClientOptions } from './client.ts';
export type { Api, CreateSession, ListQuery, SettingsChange } from './api/api.ts';
export type * from './api/answers.ts';
export type { ConnectionState } from './connection-state.ts';
export type { Outcome } from './outcome.ts';
export type { Readable } from './readable.ts';
export type { SessionHandle } from './session/session-handle.ts';
export type * from './session/session-state.ts';
export type { RefreshOutcome, TokenSource } from './tokens/token-source.ts';
