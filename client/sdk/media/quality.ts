import type { CallQuality } from './call-state.ts';

/** Sums over all streams at one moment. */
export interface Reading {
  readonly at: number;
  readonly roundTripMs: number | null;
  readonly received: number;
  readonly lost: number;
  readonly sent: number;
  readonly sentLost: number;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly freezes: number;
}

export const unknownQuality: CallQuality = {
  grade: 'unknown',
  roundTripMs: null,
  loss: null,
  sentLoss: null,
  receivedBitsPerSecond: null,
  sentBitsPerSecond: null,
  freezes: null,
};

/** Of the browser's reports what is used here (W3C, webrtc-stats). */
interface Entry {
  readonly type: string;
  readonly packetsReceived?: number;
  readonly packetsLost?: number;
  readonly packetsSent?: number;
  readonly bytesReceived?: number;
  readonly bytesSent?: number;
  readonly freezeCount?: number;
  readonly nominated?: boolean;
  readonly currentRoundTripTime?: number;
}

export function readingOf(entries: Iterable<Entry>, at: number): Reading {
  const sums = { received: 0, lost: 0, sent: 0, sentLost: 0, bytesIn: 0, bytesOut: 0, freezes: 0 };
  let roundTripMs: number | null = null;
  for (const entry of entries) {
    if (entry.type === 'inbound-rtp') {
      sums.received += entry.packetsReceived ?? 0;
      sums.lost += entry.packetsLost ?? 0;
      sums.bytesIn += entry.bytesReceived ?? 0;
      sums.freezes += entry.freezeCount ?? 0;
    } else if (entry.type === 'outbound-rtp') {
      sums.sent += entry.packetsSent ?? 0;
      sums.bytesOut += entry.bytesSent ?? 0;
    } else if (entry.type === 'remote-inbound-rtp') {
      sums.sentLost += entry.packetsLost ?? 0;
    } else if (entry.type === 'candidate-pair' && entry.nominated && entry.currentRoundTripTime !== undefined) {
      roundTripMs = Math.max(roundTripMs ?? 0, entry.currentRoundTripTime * 1_000);
    }
  }
  return { at, roundTripMs, ...sums };
}

/** What happened between two readings. Sums that shrink come from another transport: then nothing is said of them. */
export function qualityBetween(before: Reading | null, now: Reading): CallQuality {
  const { roundTripMs } = now;
  const seconds = before ? (now.at - before.at) / 1_000 : 0;
  if (!before || seconds <= 0 || now.received < before.received || now.bytesOut < before.bytesOut) {
    return { ...unknownQuality, roundTripMs };
  }
  const came = now.received - before.received;
  const lost = Math.max(0, now.lost - before.lost);
  const loss = came + lost === 0 ? null : lost / (came + lost);
  const sent = now.sent - before.sent;
  // The server's count is up to a second older than one's own.
  const sentLoss = sent <= 0 ? null : Math.min(1, Math.max(0, now.sentLost - before.sentLost) / sent);
  const freezes = Math.max(0, now.freezes - before.freezes);
  return {
    grade: gradeOf(
      roundTripMs,
      loss === null && sentLoss === null ? null : Math.max(loss ?? 0, sentLoss ?? 0),
      freezes,
    ),
    roundTripMs,
    loss,
    sentLoss,
    receivedBitsPerSecond: (8 * (now.bytesIn - before.bytesIn)) / seconds,
    sentBitsPerSecond: (8 * (now.bytesOut - before.bytesOut)) / seconds,
    freezes,
  };
}

/** The worse of both ways counts. Opus hides 3 % of loss; from 10 % on, and from half a second of round trip, people talk over each other. */
function gradeOf(roundTripMs: number | null, loss: number | null, freezes: number): CallQuality['grade'] {
  if (roundTripMs === null && loss === null) return 'unknown';
  if ((loss ?? 0) > 0.1 || (roundTripMs ?? 0) > 500) return 'poor';
  if ((loss ?? 0) > 0.03 || (roundTripMs ?? 0) > 250 || freezes > 0) return 'fair';
  return 'good';
}
