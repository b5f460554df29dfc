import { once } from 'node:events';
import { Worker as Thread } from 'node:worker_threads';
import type { Worker } from 'mediasoup/types';

export const listenInfo = { protocol: 'udp', ip: '127.0.0.1' } as const;

/** CPU time that a worker has used. */
export async function workerCpuUs(worker: Worker): Promise<number> {
  const { ru_utime: user, ru_stime: system } = await worker.getResourceUsage();
  return (user + system) * 1_000;
}

const bindAndWait = `
  const { parentPort } = require('node:worker_threads');
  const socket = require('node:dgram').createSocket('udp4');
  socket.bind(0, '127.0.0.1', () => {
    parentPort.postMessage(socket.address().port);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
`;

/** A port that nobody ever reads from: what arrives costs this process nothing. */
export async function deafPort() {
  const thread = new Thread(bindAndWait, { eval: true });
  const [port] = (await once(thread, 'message')) as [number];
  return { port, close: () => thread.terminate() };
}
