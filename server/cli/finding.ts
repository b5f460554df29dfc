/** What a look at something came to. `wrong` is what keeps a promise of README's from being kept. */
export type Finding = {
  readonly level: 'ok' | 'note' | 'warning' | 'wrong';
  readonly about: string;
  readonly text: string;
};

export const ok = (about: string, text: string): Finding => ({ level: 'ok', about, text });
export const note = (about: string, text: string): Finding => ({ level: 'note', about, text });
export const warning = (about: string, text: string): Finding => ({ level: 'warning', about, text });
export const wrong = (about: string, text: string): Finding => ({ level: 'wrong', about, text });

const marks = { ok: 'ok      ', note: '-       ', warning: 'warning ', wrong: 'WRONG   ' } as const;

export const lineOf = ({ level, about, text }: Finding): string => `${marks[level]} ${about}: ${text}`;

/** What an error says, with what lies beneath it. */
export function reasonOf(error: unknown): string {
  // Node tries each address of a name, and tells of all its failures in one error without a message.
  if (error instanceof AggregateError && error.message === '') return error.errors.map(reasonOf).join('; ');
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${reasonOf(error.cause)})` : error.message;
}
