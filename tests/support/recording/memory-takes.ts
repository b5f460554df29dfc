import type { Made, TakeKey, TakeRows } from '../../../server/media/recording/ports.ts';

export type TakeRow = TakeKey & {
  readonly part: number;
  status: 'RECORDING' | 'PROCESSING' | 'WAITING' | 'READY' | 'FAILED';
  node: string | null;
  heartbeatAt: number;
  made: Made | null;
};

/** The takes that everybody knows of, in memory. */
export function memoryTakes(known: readonly TakeRow[] = []): TakeRows & { readonly all: TakeRow[] } {
  const all: TakeRow[] = [...known];
  const find = (takeId: string) => all.find((row) => row.takeId === takeId);
  return {
    all,
    async open({ takeId, sessionId, recordingId, node, startedAt }) {
      const before = all.filter((row) => row.recordingId === recordingId);
      const status = 'RECORDING' as const;
      all.push({
        takeId,
        sessionId,
        recordingId,
        part: before.length + 1,
        status,
        node,
        heartbeatAt: startedAt,
        made: null,
      });
      return { brokenOff: before.at(-1)?.status === 'RECORDING' };
    },
    async beat(takeIds, node, at) {
      for (const row of all) if (takeIds.includes(row.takeId) && row.node === node) row.heartbeatAt = at;
    },
    async end(takeId) {
      const row = find(takeId);
      if (row?.status === 'RECORDING') Object.assign(row, { status: 'PROCESSING', node: null });
    },
    async claim(takeId, node, now, abandonedBefore) {
      const row = find(takeId);
      if (!row) return 'gone';
      if (row.made) return 'done';
      if (row.status === 'FAILED') return 'busy';
      if (row.node !== null && row.heartbeatAt >= abandonedBefore) return 'busy';
      Object.assign(row, { status: 'PROCESSING', node, heartbeatAt: now });
      return 'claimed';
    },
    async ready(takeId, node, made) {
      const row = find(takeId);
      if (!row) return 'gone';
      if (row.node !== node) return 'busy';
      Object.assign(row, { status: 'READY', node: null, made });
      return 'ready';
    },
    async drop(takeId) {
      all.splice(
        all.findIndex((row) => row.takeId === takeId),
        1,
      );
    },
    async wait(takeId, node) {
      const row = find(takeId);
      if (row?.node === node) Object.assign(row, { status: 'WAITING', node: null });
      return row !== undefined;
    },
    async fail(takeId) {
      Object.assign(find(takeId) ?? {}, { status: 'FAILED', node: null });
    },
  };
}
