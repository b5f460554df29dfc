export { useDocument, type OpenedDocument } from './use-document.ts';
