import type { DocumentName } from '../../docs/names.ts';
import type { DocumentKind } from './generated/client.ts';

type Kind = DocumentName['kind'];

/** The documents of a session, as the database calls them. */
export const kinds = { notes: 'NOTES', whiteboard: 'WHITEBOARD' } as const satisfies Record<Kind, DocumentKind>;
export const kindFrom = (kind: DocumentKind): Kind => (kind === 'NOTES' ? 'notes' : 'whiteboard');
