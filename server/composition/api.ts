import { randomBytes, type KeyObject } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Express } from 'express';
import { createPasswords } from '../adapters/argon2/passwords.ts';
import { createAccountStore } from '../adapters/prisma/account-store.ts';
import { createFileArchive } from '../adapters/prisma/file-archive.ts';
import type { PrismaClient } from '../adapters/prisma/open-database.ts';
import { createSessionDirectory } from '../adapters/prisma/session-directory.ts';
import { createSummaryShelf } from '../adapters/prisma/summary-shelf.ts';
import type { Config } from '../config.ts';
import type { Person } from '../domain/room.ts';
import type { DocumentWorks } from '../docs/start.ts';
import { createHttpApp, type HttpOptions } from '../gateway/http.ts';
import type { Limiters } from '../gateway/limits.ts';
import { authRoutes } from '../gateway/rest/auth.ts';
import { docsRoutes } from '../gateway/rest/docs.ts';
import { documentRoutes } from '../gateway/rest/documents.ts';
import { fileRoutes } from '../gateway/rest/files.ts';
import { mediaRoutes } from '../gateway/rest/media.ts';
import { peopleRoutes } from '../gateway/rest/people.ts';
import { recordingRoutes } from '../gateway/rest/recordings.ts';
import { refreshCookies } from '../gateway/rest/refresh-cookie.ts';
import { createRoutes, type Authenticate } from '../gateway/rest/route.ts';
import { sessionRoutes } from '../gateway/rest/sessions.ts';
import { summaryRoutes } from '../gateway/rest/summaries.ts';
import type { SocketGateway } from '../gateway/socket/socket-server.ts';
import type { MediaWorks } from '../media/start.ts';
import { showPerson } from '../people/sessions/show-person.ts';
import type { LanguageModel } from '../people/summaries/ports.ts';
import type { Account } from '../people/accounts/ports.ts';
import type { UserId } from '../protocol/ids.ts';
import type { openRecordings } from './recordings.ts';
import type { RoomWorks } from './rooms.ts';

const webDir = fileURLToPath(new URL('../../dist/web', import.meta.url));

type ApiParts = Pick<RoomWorks, 'rooms' | 'recorder'> &
  Pick<ReturnType<typeof openRecordings>, 'shelf' | 'films'> &
  Pick<HttpOptions, 'readiness' | 'metrics' | 'log'> & {
    readonly config: Config;
    readonly prisma: PrismaClient;
    readonly secret: KeyObject;
    readonly authenticate: Authenticate;
    readonly documents: DocumentWorks;
    readonly calls: MediaWorks;
    readonly languageModel: LanguageModel | null;
    readonly limiters: Limiters;
    readonly notify: SocketGateway['notify'];
    readonly onPublicChange: () => void;
    /** Somebody has logged out everywhere. */
    readonly onIssued: (account: Account) => void;
    readonly onRevoked: (userId: UserId) => void;
    /** Somebody looks different from now on. */
    readonly onLook: (person: Person) => void;
    readonly publicUrl: () => string;
    readonly now: () => number;
    readonly newId: () => string;
  };

/** Everything that is answered over HTTP. */
export function openApi({ config, prisma, rooms, limiters, secret, authenticate, ...parts }: ApiParts): Express {
  const {
    recorder,
    shelf,
    films,
    documents,
    calls,
    languageModel,
    notify,
    onPublicChange,
    onIssued,
    onRevoked,
    onLook,
    publicUrl,
    now,
    newId,
    ...shown
  } = parts;
  const routes = createRoutes({ authenticate, now });
  const newToken = (bytes: number) => randomBytes(bytes).toString('base64url');
  const accounts = {
    store: createAccountStore(prisma),
    passwords: createPasswords(),
    secret,
    newId,
    newToken: () => newToken(32),
    onIssued,
    onRevoked,
    async onLook(person: Person) {
      onLook(person);
      await showPerson(sessions, person).catch((error: unknown) =>
        shown.log.error({ err: error }, 'A room could not be told how somebody looks now'),
      );
    },
  };
  const cookies = refreshCookies(config.publicUrl ?? 'http://localhost');
  const forAccounts = { accounts, routes, authenticate, limiters, cookies };
  const sessions = {
    directory: createSessionDirectory(prisma),
    rooms,
    recorder,
    maxParticipants: config.maxParticipants,
    summarises: languageModel !== null,
    publicUrl,
    newId,
    newSecret: () => newToken(18),
    notify,
    onPublicChange,
  };
  const summaries = {
    sessions,
    shelf: createSummaryShelf(prisma),
    model: languageModel,
    onFailure: (failed: object) => shown.log.warn(failed, 'No summary came from the language model'),
  };
  const forSessions = [
    sessionRoutes({ sessions, routes, limiters }),
    summaryRoutes({ summaries, routes, limiters }),
    mediaRoutes({ desk: calls.desk, rooms, routes }),
    recordingRoutes({ library: { sessions, shelf, films, secret }, routes, limiters }),
    documentRoutes({ works: documents, rooms, routes, limiters, secret }),
    fileRoutes({ files: createFileArchive(prisma), rooms, routes, limiters, newId }),
  ];
  return createHttpApp({
    ...shown,
    trustProxy: config.trustProxy,
    allowedOrigins: config.allowedOrigins,
    secure: config.publicUrl?.startsWith('https:') ?? false,
    webDir,
    docs: docsRoutes(),
    api: [
      ['/api/auth', authRoutes(forAccounts)],
      ['/api', peopleRoutes(forAccounts)],
      ...forSessions.map((router) => ['/api/study-sessions', router] as const),
    ],
  });
}
