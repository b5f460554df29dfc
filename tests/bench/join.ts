import { io } from 'socket.io-client';
import { median, percentile } from './support/cpu.ts';
import { openSession, startMeasured } from './support/carrel.ts';
import { slowLink } from './support/slow-link.ts';

const rttMs = 50;
const joins = 60;

/** From the start of a connection to the room on the screen, over a link with 50 ms a round trip: ≤ 3 RTT + 10 ms. */
export async function run(): Promise<void> {
  const server = await startMeasured();
  const { sessionId, guest } = await openSession(server, { goals: 20, messages: 50 });
  const link = await slowLink(server.port, () => rttMs / 2);
  const times: number[] = [];
  for (let count = 0; count < joins; count += 1) {
    const token = await guest();
    const startedAt = performance.now();
    const socket = io(`http://127.0.0.1:${link.port}`, {
      transports: ['websocket'],
      forceNew: true,
      auth: { token, protocol: 1, sessionId },
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('room:joined', () => resolve());
      socket.once('room:refused', (refusal) => reject(new Error(JSON.stringify(refusal))));
    });
    times.push(performance.now() - startedAt);
    socket.disconnect();
  }
  link.close();
  await server.end();
  const bound = 3 * rttMs + 10;
  const middle = median(times);
  console.log(`join at ${rttMs} ms RTT: median ${middle.toFixed(1)} ms, p95 ${percentile(times, 0.95).toFixed(1)} ms`);
  console.log(
    `bound 3 RTT + 10 ms = ${bound} ms: ${middle <= bound ? 'met' : 'MISSED'} (${(middle / rttMs).toFixed(2)} RTT)`,
  );
}
