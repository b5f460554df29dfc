import { afterAll, beforeAll, expect, test } from 'vitest';
import { limits } from '../../server/docs/limits.ts';
import { startCarrel } from '../support/carrel.ts';
import { call, gather, type Gathering } from '../support/documents/people.ts';
import { png } from '../support/documents/pictures.ts';

let server: Awaited<ReturnType<typeof startCarrel>>;
let gathering: Gathering;
beforeAll(async () => {
  server = await startCarrel();
  gathering = await gather(server.url);
});
afterAll(() => server.close());

type Uploaded = { file: { id: string; url: string; type: string; size: number }; error: { code: string } };

async function upload(bytes: Uint8Array, contentType = 'image/png', { path, host } = gathering) {
  const response = await fetch(`${server.url}${path}/files`, {
    method: 'POST',
    headers: { authorization: `Bearer ${host.token}`, 'content-type': contentType },
    body: Buffer.from(bytes),
  });
  return { status: response.status, ...((await response.json()) as Uploaded) };
}
const download = (url: string, token: string) =>
  fetch(server.url + url, { headers: { authorization: `Bearer ${token}` } });

test('a picture comes back as it was sent, to every member, as something that cannot run', async () => {
  const { file } = await upload(png());
  expect(file).toEqual({
    id: file.id,
    url: `${gathering.path}/files/${file.id}`,
    type: 'image/png',
    size: png().length,
  });
  const response = await download(file.url, (await gathering.join()).token);
  expect(Buffer.from(await response.arrayBuffer())).toEqual(png());
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'image/png',
    'content-disposition': expect.stringMatching(/^attachment; filename="[\w-]+\.png"$/),
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  });
});

test('the same bytes are one file, in one session', async () => {
  const [first, again] = [await upload(png(7)), await upload(png(7))];
  expect(again.file.id).toBe(first.file.id);
  const elsewhere = await gather(server.url);
  const other = await upload(png(7), 'image/png', elsewhere);
  expect(other.file.id).not.toBe(first.file.id);
  const stranger = await download(`${elsewhere.path}/files/${first.file.id}`, elsewhere.host.token);
  expect(stranger.status, 'no file of another session is reached through this one').toBe(404);
});

test('a file is what its bytes say, whatever it is called', async () => {
  const page = Buffer.from('<html><script>alert(1)</script></html>');
  const drawing = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
  const refused = { status: 400, error: { code: 'VALIDATION_FAILED' } };
  expect(await upload(page)).toMatchObject(refused);
  expect(await upload(drawing, 'image/svg+xml')).toMatchObject(refused);
  expect(await upload(new Uint8Array())).toMatchObject(refused);
  expect(await upload(Buffer.from('{"elements":[]}'), 'application/json')).toMatchObject(refused);
  expect((await upload(png(3), 'text/html')).file.type).toBe('image/png');
});

test('what is too large is refused, and so is writing where only reading is allowed', async () => {
  const large = Buffer.concat([png(), Buffer.alloc(limits.fileBytes)]);
  expect(await upload(large)).toMatchObject({ status: 413, error: { code: 'PAYLOAD_TOO_LARGE' } });
  const over = await gather(server.url);
  const { file } = await upload(png(9), 'image/png', over);
  for (const turn of ['start', 'end'])
    await call(server.url, 'POST', `${over.path}/${turn}`, { token: over.host.token, body: {} });
  expect(await upload(png(10), 'image/png', over)).toMatchObject({ status: 410 });
  expect((await download(file.url, over.host.token)).status, 'what is over is still read').toBe(200);
});
