import { z } from 'zod';
import { sessionId, type SessionId } from '../protocol/ids.ts';

export const documentKind = z.enum(['notes', 'whiteboard']);
export type DocumentKind = z.infer<typeof documentKind>;
export const documentKinds = documentKind.options;

/** One of a session's two documents. */
export type DocumentName = { readonly sessionId: SessionId; readonly kind: DocumentKind };
/** The name as one word: `sessionId/kind`. */
export type DocumentKey = `${SessionId}/${DocumentKind}`;

export const keyOf = ({ sessionId, kind }: DocumentName): DocumentKey => `${sessionId}/${kind}`;

/** The document that a path names; null if it names none. */
export function nameFrom(path: string): DocumentName | null {
  const [session, kind, ...rest] = path.split('/');
  const name = z.object({ sessionId, kind: documentKind }).safeParse({ sessionId: session, kind });
  return name.success && rest.length === 0 ? name.data : null;
}

/** What must be switched on in a session for its people to write. */
export const toolOf = { notes: 'NOTES', whiteboard: 'WHITEBOARD' } as const satisfies Record<DocumentKind, string>;
