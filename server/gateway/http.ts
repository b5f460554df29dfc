import { randomUUID } from 'node:crypto';
import express, { type Express, type Router } from 'express';
import { pinoHttp } from 'pino-http';
import { refuse } from '../protocol/errors.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import { answerErrors, failure, noSuchRoute } from './rest/respond.ts';
import { securityHeaders } from './security-headers.ts';
import { webClient } from './web-client.ts';

export type Readiness = () => Promise<{ ready: true } | { ready: false; part: string; reason: string }>;

export type HttpOptions = {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly readiness: Readiness;
  readonly trustProxy: boolean | number;
  readonly allowedOrigins: readonly string[];
  /** Routers of the API, each with the path it hangs on. */
  readonly api: ReadonlyArray<readonly [path: string, router: Router]>;
  readonly docs: Router;
  /** Where the built web client lies. */
  readonly webDir: string;
  readonly secure: boolean;
};

/** What the server answers over HTTP: health, metrics, the API, its documents, and the web client. */
export function createHttpApp(options: HttpOptions): Express {
  const { log, metrics } = options;
  const app = express();
  app.set('trust proxy', options.trustProxy);
  app.disable('x-powered-by');
  app.use(
    pinoHttp({
      logger: log,
      genReqId: () => randomUUID(),
      // Headers and queries may carry secrets (tokens, invitations), and say nothing that the rest does not.
      serializers: {
        req: ({ id, method, url }: { id: string; method: string; url: string }) => ({
          id,
          method,
          path: url.split('?')[0],
        }),
        res: ({ statusCode }: { statusCode: number }) => ({ statusCode }),
      },
      customLogLevel: (_, response, error) => (error || response.statusCode >= 500 ? 'error' : 'debug'),
    }),
  );
  app.use(securityHeaders({ secure: options.secure }));

  app.get('/healthz', (_, response) => void response.json({ status: 'ok' }));
  app.get('/readyz', async (_, response) => {
    const state = await options.readiness();
    if (state.ready) return void response.json({ status: 'ready' });
    const { part, reason } = state;
    failure(response, refuse('UNAVAILABLE', `${part}: ${reason}`, { details: [{ path: part, message: reason }] }));
  });
  app.get('/metrics', async (_, response) => {
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });

  app.use('/api', allowOrigins(options.allowedOrigins), express.json({ limit: '256kb' }));
  for (const [path, router] of options.api) app.use(path, router);
  app.use('/api', noSuchRoute);
  app.use('/docs', options.docs);
  app.use(webClient(options.webDir));
  app.use(noSuchRoute);
  app.use(answerErrors(log, options.readiness));
  return app;
}

/** Pages of other sites that may call the API, by the list of ALLOWED_ORIGINS; nobody else's page may. */
function allowOrigins(allowed: readonly string[]): express.RequestHandler {
  return (request, response, next) => {
    const { origin } = request.headers;
    response.vary('Origin');
    if (origin === undefined || !allowed.includes(origin)) return next();
    response.set({ 'Access-Control-Allow-Origin': origin, 'Access-Control-Allow-Credentials': 'true' });
    if (request.method !== 'OPTIONS') return next();
    response.set({
      'Access-Control-Allow-Methods': 'GET, POST, PATCH, DELETE',
      'Access-Control-Allow-Headers': 'Authorization, Content-Type, Idempotency-Key, X-Carrel-Client',
      'Access-Control-Max-Age': '600',
    });
    response.status(204).end();
  };
}
