import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

/** What `/metrics` shows, in Prometheus' names: base units, `_total` for what only grows. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry, prefix: 'carrel_' });
  return {
    registry,
    commands: new Counter({
      name: 'carrel_commands_total',
      help: 'Commands answered, by name and outcome (ok, repeated, or the code of the refusal)',
      labelNames: ['name', 'outcome'] as const,
      registers,
    }),
    ackSeconds: new Histogram({
      name: 'carrel_ack_seconds',
      help: 'From the arrival of a command to its acknowledgement',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers,
    }),
    conflicts: new Counter({
      name: 'carrel_commit_conflicts_total',
      help: 'Writes that another writer overtook, and that were decided again',
      registers,
    }),
    storeFailures: new Counter({
      name: 'carrel_store_failures_total',
      help: 'Writes to the log of which the outcome is unknown',
      registers,
    }),
    resyncs: new Counter({
      name: 'carrel_resyncs_total',
      help: 'Clients brought up to date, by commits or by a snapshot',
      labelNames: ['by'] as const,
      registers,
    }),
    cutOff: new Counter({
      name: 'carrel_slow_clients_total',
      help: 'Clients cut off because they did not read',
      registers,
    }),
    connections: new Gauge({ name: 'carrel_connections', help: 'Open sockets', registers }),
    documentConnections: new Gauge({
      name: 'carrel_document_connections',
      help: 'Open connections to notes and whiteboards',
      registers,
    }),
    rooms: new Gauge({ name: 'carrel_rooms', help: 'Rooms in memory', registers }),
    recorderBacklog: new Gauge({
      name: 'carrel_recorder_backlog_rooms',
      help: 'Rooms with commits that are not in the database yet',
      registers,
    }),
    recorderLag: new Gauge({
      name: 'carrel_recorder_lag_seconds',
      help: 'How long the commits that wait longest have been waiting for the database',
      registers,
    }),
    recorderFailures: new Counter({
      name: 'carrel_recorder_failures_total',
      help: 'Tries to record that failed, and were repeated',
      registers,
    }),
  };
}
