import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openLanguageModel, type LanguageModelOptions } from '../../server/adapters/openai/language-model.ts';
import { saying, silence, startFakeModel, type FakeModel } from '../support/fake-model.ts';

let fake: FakeModel;
beforeAll(async () => {
  fake = await startFakeModel();
});
beforeEach(() => {
  fake.asked.length = 0;
  fake.plays(saying('Hello'));
});
afterAll(() => fake.close());

const question = { instructions: 'Be short', material: 'Words', form: { name: 'form', schema: { type: 'object' } } };
const model = (options: Partial<LanguageModelOptions> = {}) =>
  openLanguageModel({ baseUrl: fake.url, apiKey: undefined, model: 'scribe', ...options });

test('it is asked in the form of OpenAI, with the key as bearer or with none', async () => {
  expect(await model({ apiKey: 'secret' }).ask(question)).toEqual({ ok: true, text: 'Hello' });
  expect(await model().ask(question)).toEqual({ ok: true, text: 'Hello' });
  expect(fake.asked.map(({ headers }) => headers.authorization)).toEqual(['Bearer secret', undefined]);
  expect(fake.asked[0]).toMatchObject({
    path: '/v1/chat/completions',
    body: {
      model: 'scribe',
      messages: [
        { role: 'system', content: 'Be short' },
        { role: 'user', content: 'Words' },
      ],
      response_format: { type: 'json_schema', json_schema: question.form },
    },
  });
});

test('one that is slow is given up, before its answer or in the middle of it', async () => {
  fake.plays(silence);
  expect(await model({ mostMs: 100 }).ask(question)).toEqual({ ok: false, failure: 'slow' });
  fake.plays((response) => void response.write('{"choices":'));
  expect(await model({ mostMs: 100 }).ask(question)).toEqual({ ok: false, failure: 'slow' });
});

test('one that answers without an end is cut off', async () => {
  let cutOff = false;
  fake.plays((response) => {
    response.once('close', () => (cutOff = true));
    const pour = (): void => {
      while (!response.closed && response.write(' '.repeat(65_536)));
      if (!response.closed) response.once('drain', pour);
    };
    pour();
  });
  expect(await model().ask(question)).toEqual({ ok: false, failure: 'tooLarge' });
  await expect.poll(() => cutOff).toBe(true);
});

test('errors, rubbish, other places and nobody at all are failures, and are asked once', async () => {
  const failures = async (how: Parameters<FakeModel['plays']>[0]) => {
    fake.plays(how);
    return model().ask(question);
  };
  expect(await failures((response) => response.writeHead(500).end('Words'))).toEqual({
    ok: false,
    failure: 'refused',
    status: 500,
  });
  expect(await failures((response) => response.end('<html>'))).toEqual({ ok: false, failure: 'unreadable' });
  expect(await failures((response) => response.end('{"choices":[]}'))).toEqual({ ok: false, failure: 'unreadable' });
  const elsewhere = { Location: `${fake.url}/elsewhere` };
  expect(await failures((response) => response.writeHead(307, elsewhere).end())).toEqual({
    ok: false,
    failure: 'unreachable',
  });
  expect(await failures((response) => response.destroy())).toEqual({ ok: false, failure: 'unreachable' });
  expect(fake.asked).toHaveLength(5);
});

test('nobody waits for it any more once it is closed', async () => {
  fake.plays(silence);
  const closed = model();
  const answer = closed.ask(question);
  await expect.poll(() => fake.asked.length).toBe(1);
  closed.close();
  closed.close();
  expect(await answer).toEqual({ ok: false, failure: 'closing' });
});
