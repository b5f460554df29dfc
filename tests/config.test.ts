import { expect, test } from 'vitest';
import { readConfig } from '../server/config.ts';

const modelOf = (env: Record<string, string>) => readConfig(env).languageModel;

test('a language model has an address and a name, and may do without a key', () => {
  const named = { LLM_BASE_URL: 'http://localhost:11434/v1/', LLM_MODEL: 'qwen3' };
  expect(modelOf({})).toBeNull();
  expect(modelOf({ LLM_BASE_URL: '', LLM_API_KEY: '', LLM_MODEL: '' })).toBeNull();
  expect(modelOf(named)).toEqual({ baseUrl: 'http://localhost:11434/v1', apiKey: undefined, model: 'qwen3' });
  expect(modelOf({ ...named, LLM_API_KEY: 'sk-1' })?.apiKey).toBe('sk-1');
  expect(() => modelOf({ LLM_BASE_URL: named.LLM_BASE_URL })).toThrow('LLM_MODEL: is required with LLM_BASE_URL');
  expect(() => modelOf({ LLM_MODEL: 'qwen3' })).toThrow('LLM_BASE_URL: is required with LLM_MODEL');
});

test('what is wrong with it is told without its secrets', () => {
  const env = { LLM_BASE_URL: 'http://me:hunter2@localhost/v1', LLM_API_KEY: 'hunter3\n', LLM_MODEL: 'qwen3' };
  expect(() => modelOf(env)).toThrow(
    /^LLM_BASE_URL: must not hold a name or a password\nLLM_API_KEY: only what a header can hold$/,
  );
});

test('a relay has a secret, which a server that only tells addresses does without', () => {
  const turnOf = (env: Record<string, string>) => readConfig(env).media.turn;
  const relays = 'turn:turn.example:3478?transport=udp, turns:turn.example:5349';
  const urls = relays.split(', ');
  expect(turnOf({})).toEqual({ urls: [], secret: undefined });
  expect(turnOf({ TURN_URLS: relays, TURN_SECRET: 's' })).toEqual({ urls, secret: 's' });
  expect(turnOf({ TURN_URLS: 'stun:stun.example' }).urls).toEqual(['stun:stun.example']);
  const required = 'TURN_SECRET: is required with a relay in TURN_URLS';
  expect(() => turnOf({ TURN_URLS: relays })).toThrow(required);
  expect(() => turnOf({ TURN_URLS: 'stun:stun.example,TURN:turn.example', TURN_SECRET: '' })).toThrow(required);
  for (const wrong of ['turn.example:3478', 'https://turn.example', 'turn://turn.example', 'turn:']) {
    expect(() => turnOf({ TURN_URLS: wrong, TURN_SECRET: 's' })).toThrow('TURN_URLS: only turn:');
  }
});
