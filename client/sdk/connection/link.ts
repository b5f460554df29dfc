import type { CommandName, CommandPayload } from '../../../server/protocol/commands.ts';
import type { Refusal } from '../../../server/protocol/errors.ts';
import type {
  Ack,
  AnswerTo,
  CommandAnswer,
  RequestName,
  RequestPayload,
  SignalName,
} from '../../../server/protocol/socket.ts';
import type { SessionId } from '../../../server/protocol/ids.ts';
import type { MediaAnswer, MediaPayload, MediaRequestName } from '../../../server/protocol/media.ts';
import type { RawLink } from './transport.ts';

export type AskName = RequestName | CommandName | MediaRequestName;
type PayloadOf<Name extends AskName> = Name extends RequestName
  ? RequestPayload<Name>
  : Name extends CommandName
    ? CommandPayload<Name>
    : Name extends MediaRequestName
      ? MediaPayload<Name>
      : never;
type AnswerOf<Name extends AskName> = Name extends RequestName
  ? AnswerTo<Name>
  : Name extends MediaRequestName
    ? MediaAnswer<Name>
    : CommandAnswer;

export type Reply<Answer> =
  | { readonly kind: 'answer'; readonly value: Answer }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** Nothing came in time, or the link is gone: the outcome is unknown. */
  | { readonly kind: 'silent' };

/** An open connection. Once gone it stays gone; every question still open is then answered with silence. */
export interface Link {
  request<Name extends AskName>(
    name: Name,
    payload: PayloadOf<Name>,
    timeoutMs: number,
  ): Promise<Reply<AnswerOf<Name>>>;
  /** Sends what may be lost. */
  readonly signal: (name: SignalName, payload: { sessionId: SessionId; emoji?: string }) => void;
  readonly close: () => void;
}

export function createLink(raw: RawLink): Link {
  const open = new Set<() => void>();
  let gone = false;

  return {
    request<Name extends AskName>(name: Name, payload: PayloadOf<Name>, timeoutMs: number) {
      return new Promise<Reply<AnswerOf<Name>>>((resolve) => {
        const settle = (reply: Reply<AnswerOf<Name>>) => {
          clearTimeout(timer);
          open.delete(silence);
          resolve(reply);
        };
        const silence = () => settle({ kind: 'silent' });
        const timer = setTimeout(silence, timeoutMs);
        open.add(silence);
        if (gone) return silence();
        raw.emit(name, payload, (answer) => {
          const ack = answer as Ack<AnswerOf<Name>>;
          if (!ack.ok) return settle({ kind: 'refused', refusal: ack.error });
          const { ok: _, ...value } = ack;
          settle({ kind: 'answer', value: value as unknown as AnswerOf<Name> });
        });
      });
    },
    signal(name, payload) {
      if (!gone) raw.emitVolatile(name, payload);
    },
    close() {
      if (gone) return;
      gone = true;
      raw.close();
      for (const silence of open) silence();
    },
  };
}
