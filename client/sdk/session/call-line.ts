import type { Link } from '../connection/link.ts';
import type { Push } from '../connection/transport.ts';
import { done, refused, unreachable, type Outcome } from '../outcome.ts';
import { signal, writable, type Readable } from '../readable.ts';
import type { SessionId } from '../../../server/protocol/ids.ts';
import type { MediaAnswer, MediaPayload, MediaPushName, MediaRequestName } from '../../../server/protocol/media.ts';

export type MediaNotice = Extract<Push, { name: MediaPushName }>;
type Args<Name extends MediaRequestName> = Omit<MediaPayload<Name>, 'sessionId'>;

/**
 * A seat in the room over one link. All of a call hangs on it: the server forgets the call with the seat, and over the
 * next one it begins anew.
 */
export interface CallSeat {
  /** UNAVAILABLE once the link is gone, and when it does not answer. */
  readonly ask: <Name extends MediaRequestName>(name: Name, args: Args<Name>) => Promise<Outcome<MediaAnswer<Name>>>;
}

export interface CallLine {
  /** Null while this client does not sit in the room. */
  readonly seat: Readable<CallSeat | null>;
  readonly onNotice: (listener: (notice: MediaNotice) => void) => () => void;
}

const answerMs = 8_000;

export function createCallLine(sessionId: SessionId) {
  const seat = writable<CallSeat | null>(null);
  const notices = signal<MediaNotice>();
  let over: Link | null = null;

  function seatOn(link: Link): CallSeat {
    return {
      async ask<Name extends MediaRequestName>(name: Name, args: Args<Name>) {
        const payload = { ...args, sessionId } as unknown as Parameters<typeof link.request<Name>>[1];
        const reply = await link.request(name, payload, answerMs);
        switch (reply.kind) {
          case 'answer':
            return done(reply.value as unknown as MediaAnswer<Name>);
          case 'refused':
            return refused(reply.refusal);
          case 'silent':
            return refused(unreachable());
        }
      },
    };
  }

  const line: CallLine = { seat, onNotice: notices.listen };
  return {
    line,
    /** Sits in the room over this link; a second time changes nothing. */
    seated(link: Link): void {
      if (over === link) return;
      over = link;
      seat.set(seatOn(link));
    },
    /** The link is gone, or the session is over for this client. */
    unseated(): void {
      over = null;
      seat.set(null);
    },
    hear: notices.send,
  };
}
