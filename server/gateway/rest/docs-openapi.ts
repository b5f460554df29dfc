import { z } from 'zod';
import { errorCodes, httpStatus } from '../../protocol/errors.ts';
import { refusalSchema } from '../../protocol/refusal-schema.ts';
import { profile, publicProfile } from '../../protocol/rest/accounts.ts';
import {
  analytics,
  pastSession,
  restGoal,
  restMessage,
  restParticipant,
  session,
  sessionDetails,
} from '../../protocol/rest/sessions.ts';
import { protocolVersion } from '../../protocol/version.ts';
import { authOperations, peopleOperations } from './account-operations.ts';
import { jsonSchema, jsonSchemas, type JsonSchema } from './docs-schemas.ts';
import { documentOperations } from './document-operations.ts';
import { mediaOperations } from './media-operations.ts';
import { fileOperations } from './file-operations.ts';
import { recordingOperations } from './recording-operations.ts';
import type { FileBody, Operation, OperationGroup } from './operation.ts';
import { sessionOperations } from './session-operations.ts';
import { summaryOperations } from './summary-operations.ts';

type Group = OperationGroup<Readonly<Record<string, Operation>>>;

/** Everything the REST API can do, with the name its part of the document goes by. */
export const groups: Readonly<Record<string, Group>> = {
  Authentication: authOperations,
  People: peopleOperations,
  'Study sessions': sessionOperations,
  Documents: documentOperations,
  Calls: mediaOperations,
  Files: fileOperations,
  Recordings: recordingOperations,
  Summaries: summaryOperations,
};

const parts = {
  Session: session,
  SessionDetails: sessionDetails,
  PastSession: pastSession,
  Analytics: analytics,
  Participant: restParticipant,
  Goal: restGoal,
  Message: restMessage,
  Profile: profile,
  PublicProfile: publicProfile,
  Failure: z.object({ success: z.literal(false), error: refusalSchema.omit({ retryAfterMs: true }) }),
};

/** The OpenAPI 3.1 document of the operations that are served. */
export function openApiDocument(): object {
  const all = Object.values(groups).flatMap(({ operations }) => Object.entries(operations));
  const success = all.flatMap(([name, { answer }]) =>
    'mediaTypes' in answer ? [] : [[name, answer.extend({ success: z.literal(true) })] as const],
  );
  const schemas = jsonSchemas({ ...parts, ...Object.fromEntries(success) });
  const components = Object.fromEntries(Object.keys(parts).map((name) => [name, schemas[name]]));
  return {
    openapi: '3.1.0',
    info: {
      title: 'Carrel',
      version: String(protocolVersion),
      description: `Times are ISO 8601 UTC. A failure has one of the codes ${errorCodes
        .map((code) => `${code} (${httpStatus[code]})`)
        .join(', ')}.`,
    },
    paths: paths(schemas),
    components: {
      schemas: components,
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}

function paths(schemas: Record<string, JsonSchema>): object {
  const all: Record<string, Record<string, object>> = {};
  for (const [tag, { path, operations }] of Object.entries(groups)) {
    for (const [name, operation] of Object.entries(operations)) {
      const full = `${path}${operation.path}`.replaceAll(/:(\w+)/g, '{$1}');
      (all[full] ??= {})[operation.method] = describe(name, operation, { tag, answer: schemas[name] });
    }
  }
  return all;
}

function describe(
  name: string,
  operation: Operation,
  { tag, answer }: { tag: string; answer: JsonSchema | undefined },
) {
  const { access, summary, body, upload } = operation;
  const required = body !== undefined && !body.safeParse(undefined).success;
  return {
    operationId: name,
    tags: [tag],
    summary,
    ...(access === 'signedIn' && { security: [{ token: [] }] }),
    parameters: parameters(operation),
    ...(body && { requestBody: { required, content: { 'application/json': { schema: jsonSchema(body) } } } }),
    ...(upload && { requestBody: { required: true, content: contentOf(upload) } }),
    responses: {
      200: {
        description: 'Done',
        content:
          'mediaTypes' in operation.answer ? contentOf(operation.answer) : { 'application/json': { schema: answer } },
      },
      default: {
        description: 'Refused, with the status of the code',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Failure' } } },
      },
    },
  };
}

const contentOf = ({ mediaTypes }: FileBody) => Object.fromEntries(mediaTypes.map((type) => [type, {}]));

function parameters({ path, query, method }: Operation): object[] {
  const id = { type: 'string', format: 'uuid' };
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: id }));
  // What is done to one session is a command, and may be sent again.
  const repeatable = inPath.length > 0 && method !== 'get';
  const inHeader = repeatable ? [{ name: 'Idempotency-Key', in: 'header', required: false, schema: id }] : [];
  const schema = query ? jsonSchema(query) : {};
  const wanted = (schema['required'] ?? []) as string[];
  const inQuery = Object.entries((schema['properties'] ?? {}) as Record<string, JsonSchema>).map(([name, schema]) => {
    return { name, in: 'query', required: wanted.includes(name), schema };
  });
  return [...inPath, ...inQuery, ...inHeader];
}
