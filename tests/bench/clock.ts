import { randomInt } from 'node:crypto';
import { createClient, memoryTokens, type Client } from '../../client/sdk/index.ts';
import { median, percentile } from './support/cpu.ts';
import { openSession, startMeasured } from './support/carrel.ts';
import { slowLink } from './support/slow-link.ts';

const clients = 200;
const atOnce = 20;
const baseMs = 25;
const jitterMeanMs = 5;
const boundMs = 3;

/**
 * How far a client's idea of the server's time is from the truth, over a link with 25 ms ± exp(5 ms) each way. Client
 * and server read the same clock here, so the truth is known: p95 ≤ 3 ms.
 */
export async function run(): Promise<void> {
  const server = await startMeasured();
  const { guest } = await openSession(server);
  const seed = randomInt(2 ** 31);
  const uniform = seeded(seed);
  // Inverse transform of a uniform number: an exponential of mean 5 ms.
  const delayMs = () => baseMs - jitterMeanMs * Math.log(1 - uniform());
  const link = await slowLink(server.port, delayMs);
  const url = `http://127.0.0.1:${link.port}`;
  const errors: number[] = [];
  const measure = async () => {
    const client = createClient({ url, tokens: memoryTokens({ url, token: await guest() }) });
    client.connect();
    await synchronised(client);
    errors.push(Math.abs(client.now() - Date.now()));
    client.close();
  };
  for (let count = 0; count < clients; count += atOnce) await Promise.all(Array.from({ length: atOnce }, measure));
  link.close();
  await server.end();
  const p95 = percentile(errors, 0.95);
  console.log(`clock over ${baseMs} ms ± exp(${jitterMeanMs} ms), seed ${seed}, ${clients} clients:`);
  console.log(
    `error p50 ${median(errors).toFixed(2)} ms, p95 ${p95.toFixed(2)} ms (bound ≤ ${boundMs}) ${p95 <= boundMs ? 'met' : 'MISSED'}`,
  );
}

/** Eight samples, a tenth of a second apart, each a round trip; then the estimate stands until the next minute. */
async function synchronised(client: Client): Promise<void> {
  const burstMs = 8 * (100 + 2 * (baseMs + 3 * jitterMeanMs)) + 300;
  while (client.connection.getSnapshot().kind !== 'online') await wait(20);
  await wait(burstMs);
}

const wait = (ms: number) => new Promise((resolve) => void setTimeout(resolve, ms));

/** Uniform numbers in [0, 1) that a seed repeats (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}
