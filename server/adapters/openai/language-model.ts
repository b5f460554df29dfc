import { z } from 'zod';
import type { LanguageModel, ModelAnswer } from '../../people/summaries/ports.ts';

export type LanguageModelOptions = {
  /** Without a slash at the end. */
  readonly baseUrl: string;
  /** Models at home want none. */
  readonly apiKey: string | undefined;
  readonly model: string;
  /** Below the minute after which proxies give up on whoever waits for this. */
  readonly mostMs?: number;
  /** Room for models that think aloud before they answer. */
  readonly mostBytes?: number;
};

const completion = z.object({
  choices: z.tuple([z.object({ message: z.object({ content: z.string() }) })], z.unknown()),
});

/** A model behind the chat completions of OpenAI's interface, which Ollama, vLLM, llama.cpp, LM Studio and others speak. */
export function openLanguageModel(options: LanguageModelOptions): LanguageModel & { close(): void } {
  const { baseUrl, apiKey, model, mostMs = 55_000, mostBytes = 512 * 1_024 } = options;
  const closing = new AbortController();

  return {
    mostMs,
    async ask({ instructions, material, form }) {
      const timeout = AbortSignal.timeout(mostMs);
      try {
        const response = await fetch(`${baseUrl}/chat/completions`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json', ...(apiKey && { Authorization: `Bearer ${apiKey}` }) },
          body: JSON.stringify({
            model,
            messages: [
              { role: 'system', content: instructions },
              { role: 'user', content: material },
            ],
            response_format: { type: 'json_schema', json_schema: form },
          }),
          // What people said goes where the server was told to send it, and nowhere else.
          redirect: 'error',
          signal: AbortSignal.any([timeout, closing.signal]),
        });
        if (!response.ok) {
          // Its reasons are not read: they may repeat what was asked.
          await response.body?.cancel();
          return { ok: false, failure: 'refused', status: response.status };
        }
        const text = await readWithin(response, mostBytes);
        return text === null ? { ok: false, failure: 'tooLarge' } : contentOf(text);
      } catch {
        return { ok: false, failure: closing.signal.aborted ? 'closing' : timeout.aborted ? 'slow' : 'unreachable' };
      }
    },
    close: () => closing.abort(),
  };
}

/** The text of a body; null once it is longer than that, and the rest is not waited for. */
async function readWithin(response: Response, mostBytes: number): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    // Leaving the loop cancels the stream.
    if (bytes > mostBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function contentOf(text: string): ModelAnswer {
  try {
    const [first] = completion.parse(JSON.parse(text)).choices;
    return { ok: true, text: first.message.content };
  } catch {
    return { ok: false, failure: 'unreadable' };
  }
}
