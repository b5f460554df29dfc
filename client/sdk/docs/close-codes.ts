import type { DocumentEnd } from './document-state.ts';

/** What a close of the connection asks of the client, by the codes of CONTRACT.md. */
export type Closing =
  | { readonly kind: 'ended'; readonly reason: DocumentEnd }
  | { readonly kind: 'newToken' }
  /** The document was begun anew: what is here belongs to another history. */
  | { readonly kind: 'newEpoch' }
  | { readonly kind: 'again'; readonly afterMs: number };

/** Who was too fast, or came to a server that is full, waits this long at least. */
const patientMs = 5_000;

export function closingOf(code: number): Closing {
  switch (code) {
    case 4400:
      return { kind: 'ended', reason: 'malformed' };
    case 4401:
      return { kind: 'newToken' };
    case 4403:
      return { kind: 'ended', reason: 'forbidden' };
    case 4404:
      return { kind: 'ended', reason: 'notFound' };
    case 4409:
      return { kind: 'newEpoch' };
    case 4410:
      return { kind: 'ended', reason: 'removed' };
    case 4413:
      return { kind: 'ended', reason: 'tooLarge' };
    case 1013:
    case 4429:
      return { kind: 'again', afterMs: patientMs };
    default:
      // 1012: the server restarts. The rest is the network's, or a mistake of the server's that may pass.
      return { kind: 'again', afterMs: 0 };
  }
}
