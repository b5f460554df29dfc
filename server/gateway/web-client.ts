import { existsSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import compression from 'compression';
import express, { Router, type RequestHandler } from 'express';
import { precompressed } from './precompressed.ts';

const noncePlace = '__CSP_NONCE__';
const aYear = 31_536_000_000;

/**
 * The built web client: files named by their content are kept for ever, the page is made for each request, with the
 * nonce its styles need. Every path that is no file and no API is the page: the client has its own routes.
 */
export function webClient(webDir: string): Router {
  const router = Router();
  const page = join(webDir, 'index.html');
  const template = existsSync(page) ? readFileSync(page, 'utf8') : null;

  const answerPage: RequestHandler = (request, response, next) => {
    const { method, path } = request;
    // A file that is not there is not the page: a stale tab must not take HTML for a script.
    const mayBePage = ['', '.html'].includes(extname(path)) && ['GET', 'HEAD'].includes(method);
    if (!mayBePage || !request.accepts('html')) return next();
    if (template === null) {
      response.status(503).type('text/plain').send('The web client is not built. Run: npm run build');
      return;
    }
    response.setHeader('Cache-Control', 'no-cache');
    response.type('html').send(template.replaceAll(noncePlace, response.locals.nonce));
  };

  router.use(compression());
  router.get(['/', '/index.html'], answerPage);
  router.use(precompressed(webDir));
  router.use(
    express.static(webDir, {
      index: false,
      redirect: false,
      setHeaders: (response, path) => {
        const named = path.startsWith(join(webDir, 'assets'));
        response.setHeader('Cache-Control', named ? `public, max-age=${aYear / 1_000}, immutable` : 'no-cache');
      },
    }),
  );
  router.use(answerPage);
  return router;
}
