import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

export type AskedOfModel = {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: { readonly model: string; readonly messages: readonly { role: string; content: string }[] };
};

export const goodSummary = {
  summary: 'They proved the spectral theorem.',
  keyPoints: ['Compact operators have eigenvalues', '<b>Bold</b> claims need proofs'],
  todos: ['Max reads chapter four'],
};

export const saying = (content: string) => (response: ServerResponse) => {
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ id: 'x', choices: [{ index: 0, message: { role: 'assistant', content } }] }));
};
/** Until the one who asks gives up, or `answerHeld`. */
export const silence = (): void => {};

/** A server that plays a language model with the interface of OpenAI, on a free port of loopback. */
export async function startFakeModel() {
  const asked: AskedOfModel[] = [];
  let held: ServerResponse | null = null;
  let play: (response: ServerResponse) => void = saying(JSON.stringify(goodSummary));
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = (await json(request)) as AskedOfModel['body'];
    asked.push({ path: request.url ?? '', headers: request.headers, body });
    held = response;
    play(response);
  };
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  return {
    url,
    asked,
    env: { LLM_BASE_URL: `${url}/`, LLM_MODEL: 'scribe', LLM_API_KEY: 'key-of-the-model' },
    /** How it answers from now on. */
    plays(how: (response: ServerResponse) => void) {
      play = how;
    },
    /** Answers the last question at last. */
    answerHeld(how: (response: ServerResponse) => void) {
      if (held) how(held);
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
export type FakeModel = Awaited<ReturnType<typeof startFakeModel>>;
