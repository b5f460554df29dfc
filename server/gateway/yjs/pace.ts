/** What one connection may send: rates, and how much at once. What a pen or a fast typist makes is a tenth of it. */
const rates = { messages: 2_000, bytes: 2_000_000 };
const bursts = { messages: 20_000, bytes: 8_000_000 };
/** Each costs the encoding of what somebody has not: a page asks once when it connects. */
const syncs = { perSecond: 1, burst: 30 };

export type Pace = {
  /** Counts a message; answers how long to read no more from this connection, in milliseconds. */
  count(bytes: number, now: number): number;
  /** Counts a request for the document; false if there have been too many. */
  sync(now: number): boolean;
};

/**
 * The pace of one connection. Who sends too much is not read for a while, and so slowed down by TCP: closing would make
 * stock providers give up for good.
 */
export function createPace(enabled: boolean, startedAt: number): Pace {
  if (!enabled) return { count: () => 0, sync: () => true };
  let { messages, bytes } = bursts;
  let requests = syncs.burst;
  let at = startedAt;

  const refill = (now: number) => {
    const seconds = Math.max(0, now - at) / 1_000;
    at = now;
    messages = Math.min(bursts.messages, messages + seconds * rates.messages);
    bytes = Math.min(bursts.bytes, bytes + seconds * rates.bytes);
    requests = Math.min(syncs.burst, requests + seconds * syncs.perSecond);
  };

  return {
    count(size, now) {
      refill(now);
      messages -= 1;
      bytes -= size;
      return Math.max(0, (-messages / rates.messages) * 1_000, (-bytes / rates.bytes) * 1_000);
    },
    sync(now) {
      refill(now);
      requests -= 1;
      return requests >= 0;
    },
  };
}
