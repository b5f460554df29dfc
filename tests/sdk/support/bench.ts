import { onTestFinished, vi } from 'vitest';
import { createClient, type Client, type SessionHandle, type SessionState } from '../../../client/sdk/index.ts';
import type { Surroundings } from '../../../client/sdk/surroundings.ts';
import type { Person } from '../../../server/domain/room.ts';
import { ada, createFakeServer, sessionId, type FakeServer, type FakeServerOptions } from './fake-server.ts';
import { fakeTokens } from './tokens.ts';

/** A device whose clocks are Vitest's fake ones, and whose sleep and network the test decides. */
export interface FakeDevice {
  offline: boolean;
  /** Added to the wall clock: somebody set it, or the monotonic one stood still. */
  wallShiftMs: number;
  readonly listeners: ReadonlySet<unknown>;
  signal(signal: 'wake' | 'offline'): void;
  readonly surroundings: Surroundings;
}

export function fakeDevice(random = () => 0.5): FakeDevice {
  const listeners = new Set<(signal: 'wake' | 'offline') => void>();
  const device: FakeDevice = {
    offline: false,
    wallShiftMs: 0,
    listeners,
    signal(signal: 'wake' | 'offline') {
      for (const listener of listeners) listener(signal);
    },
    surroundings: {
      monotonic: () => performance.now(),
      wall: () => Date.now() + device.wallShiftMs,
      random,
      isOffline: () => device.offline,
      onSignal(listener) {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  };
  return device;
}

/** Virtual time from here to the end of the test. */
export function useVirtualTime(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'], now: 1_800_000_000_000 });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

export const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** A server and one client of it, not connected yet. */
export function setUp(options: FakeServerOptions & { person?: Person; server?: FakeServer } = {}) {
  if (!vi.isFakeTimers()) useVirtualTime();
  const server = options.server ?? createFakeServer(options);
  const device = fakeDevice();
  const tokens = fakeTokens(options.person ?? ada, { now: server.now });
  const { surroundings } = device;
  const client = createClient({ url: 'http://fake', tokens, transport: server.transport, surroundings });
  onTestFinished(() => client.close());
  return { server, device, tokens, client };
}

/** As `setUp`, and in the room. */
export async function joined(options: Parameters<typeof setUp>[0] = {}) {
  const all = setUp(options);
  const session = all.client.joinSession(sessionId);
  await pass(200);
  return { ...all, session };
}

export function ready(session: SessionHandle): Extract<SessionState, { kind: 'ready' }> {
  const state = session.state.getSnapshot();
  if (state.kind !== 'ready') throw new Error(`The session is ${state.kind}`);
  return state;
}

export const kindOf = (readable: Client['connection'] | SessionHandle['state']): string => readable.getSnapshot().kind;
