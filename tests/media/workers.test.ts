import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { createWorkers } from '../../server/media/workers.ts';
import { freePort } from '../support/free-port.ts';
import { childrenOf } from '../support/recording/children.ts';

test('where every port is taken no worker stays behind, and calls are there once a port is free', async () => {
  const taken = createSocket('udp4').bind(await freePort(), '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address();
  const before = childrenOf(process.pid);
  const ports = { minPort: port, maxPort: port };
  const given = { count: 1, listenIp: '127.0.0.1', announcedAddress: undefined, onDied: () => {} };
  const workers = createWorkers({ ...given, ...ports });
  await expect(workers.claim()).rejects.toThrow('no more available ports');
  await expect.poll(() => childrenOf(process.pid)).toEqual(before);
  await new Promise<void>((resolve) => void taken.close(resolve));
  await workers.claim();
  expect(workers.pids()).toHaveLength(1);
  workers.close();
});
