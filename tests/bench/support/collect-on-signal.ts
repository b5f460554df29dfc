// Loaded into a measured process and its threads: on SIGUSR2 they collect their garbage, and the process prints how much
// of its heap is in use then. So that two servers are compared by what they hold and not by when V8 last collected.
import { BroadcastChannel, isMainThread } from 'node:worker_threads';

const request = new BroadcastChannel('collect');
const turn = () => new Promise((resolve) => void setImmediate(resolve));

/** Buffers go a turn after what held them, and what they held goes with the next collection. */
async function collect(): Promise<void> {
  for (let times = 0; times < 3; times += 1) {
    gc!({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    await turn();
  }
}

if (isMainThread) {
  process.on('SIGUSR2', () => {
    request.postMessage(null);
    void collect().then(async () => {
      // The threads have had the time they need, and V8 has given back what it frees in the background.
      await new Promise((resolve) => void setTimeout(resolve, 2_000));
      const { heapUsed, external } = process.memoryUsage();
      console.log(`in use ${heapUsed + external}`);
    });
  });
} else {
  request.addEventListener('message', () => void collect());
}
request.unref();
