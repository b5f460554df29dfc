import { Router } from 'express';
import { asyncApiDocument } from './docs-asyncapi.ts';
import { openApiDocument } from './docs-openapi.ts';
import { docsPage } from './docs-page.ts';

/** /docs: the API for people, and as the two documents that `scripts/api-documents.ts` keeps in docs/. */
export function docsRoutes(): Router {
  const router = Router();
  const documents = { openapi: openApiDocument(), asyncapi: asyncApiDocument() };
  router.get('/openapi.json', (_, response) => void response.json(documents.openapi));
  router.get('/asyncapi.json', (_, response) => void response.json(documents.asyncapi));
  router.get('/', (_, response) => void response.type('html').send(docsPage(response.locals['nonce'])));
  return router;
}
