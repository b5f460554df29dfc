import { existsSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { RequestHandler } from 'express';

const pressed = '.br';

/** Points a request for a built file at the file the build has compressed, where there is one and the browser reads it. */
export function precompressed(webDir: string): RequestHandler {
  const assets = join(webDir, 'assets');
  const names = existsSync(assets) ? readdirSync(assets).filter((name) => name.endsWith(pressed)) : [];
  const known = new Set(names.map((name) => `/assets/${name.slice(0, -pressed.length)}`));
  return (request, response, next) => {
    if (!known.has(request.path)) return next();
    response.vary('Accept-Encoding');
    if (request.acceptsEncodings('br') === 'br') {
      response.type(extname(request.path)).setHeader('Content-Encoding', 'br');
      request.url = `${request.path}${pressed}`;
    }
    next();
  };
}
