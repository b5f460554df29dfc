export type * from './document-state.ts';
export type { LocalCopies, LocalCopy } from './local-copies.ts';
export { openDocument, type DocumentOptions } from './open-document.ts';
