import { expect, test } from 'vitest';
import { iceServers } from '../../server/media/ice-servers.ts';

const urls = ['turn:turn.example:3478?transport=udp', 'turn:turn.example:3478?transport=tcp'];
const userId = '6f1c2b9e-0000-4000-8000-000000000001';

test('a name and a password are as coturn wants them with use-auth-secret', () => {
  expect(iceServers({ urls, secret: 'a secret of the relay' }, userId, 1_700_000_000_999)).toEqual([
    {
      urls,
      // Until when, in seconds: ten minutes from now.
      username: `1700000600:${userId}`,
      // printf %s 1700000600:6f1c… | openssl dgst -sha1 -hmac 'a secret of the relay' -binary | base64
      credential: '9eY9m65cOJ4P9zedV1o8VsSJs3Q=',
    },
  ]);
  expect(iceServers({ urls: [], secret: 'a secret of the relay' }, userId, 0)).toEqual([]);
});
