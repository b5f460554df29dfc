// The thread PGlite lives in: in the main thread its queries would starve timers and sockets.
import { parentPort, workerData } from 'node:worker_threads';
import { servePGlite } from './serve-pglite.ts';

const { dataDir, socketDir } = workerData as { dataDir: string; socketDir: string };
const close = await servePGlite({ dataDir, socketDir });
parentPort?.once('message', () => void close().then(() => parentPort?.close()));
parentPort?.postMessage('ready');
