import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const flag = z.stringbool();
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
);
/** An environment cannot say "unset" in every place where variables are written down: empty means the same. */
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());
const withDefault = <Schema extends z.ZodType>(schema: Schema, value: z.output<Schema>) =>
  optional(schema).transform((given) => given ?? value) as z.ZodType<z.output<Schema>>;

const environment = z
  .object({
    NODE_ENV: optional(z.string()),
    PORT: withDefault(port, 3_000),
    HOST: optional(z.string()),
    PUBLIC_URL: optional(z.url({ protocol: /^https?$/ })),
    DATA_DIR: withDefault(z.string(), './data'),
    DATABASE_URL: optional(z.url({ protocol: /^postgres(ql)?$/ })),
    REDIS_URL: optional(z.url({ protocol: /^rediss?$/ })),
    NODE_ID: optional(z.string().regex(/^[\w.-]{1,64}$/, 'letters, digits, dots, dashes and underscores')),
    AUTH_SECRET: optional(z.string().min(32, 'at least 32 characters')),
    ALLOWED_ORIGINS: withDefault(list, []),
    TRUST_PROXY: withDefault(z.union([flag, z.coerce.number().int().min(0)]), 0),
    LOG_LEVEL: withDefault(z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']), 'info'),
    MAX_PARTICIPANTS: withDefault(z.coerce.number().int().min(2).max(10_000), 50),
    MEDIA_ENABLED: withDefault(flag, true),
    MEDIA_LISTEN_IP: optional(z.union([z.ipv4(), z.ipv6()])),
    MEDIA_ANNOUNCED_ADDRESS: optional(z.string().max(253)),
    MEDIA_MIN_PORT: withDefault(port, 40_000),
    MEDIA_MAX_PORT: withDefault(port, 40_099),
    MEDIA_WORKERS: optional(z.coerce.number().int().min(1).max(128)),
    TURN_URLS: withDefault(
      list.refine(
        (urls) => urls.every((url) => /^(stun|turn)s?:[^/\s]/i.test(url)),
        'only turn:, turns:, stun: or stuns: and a host',
      ),
      [],
    ),
    TURN_SECRET: optional(z.string()),
    RECORDINGS_DIR: optional(z.string()),
    RECORDINGS_KEEP_DAYS: withDefault(z.coerce.number().int().min(0).max(36_500), 30),
    LLM_BASE_URL: optional(
      z
        .url({ protocol: /^https?$/ })
        .refine((url) => new URL(url).username === '', 'must not hold a name or a password'),
    ),
    LLM_API_KEY: optional(z.string().regex(/^[\x21-\x7e]+$/, 'only what a header can hold')),
    LLM_MODEL: optional(z.string()),
    RATE_LIMITS: withDefault(z.enum(['on', 'off']), 'on'),
  })
  .superRefine((env, context) => {
    const needed = env.NODE_ENV === 'production' ? 'NODE_ENV=production' : env.REDIS_URL ? 'REDIS_URL' : null;
    if (needed && !env.AUTH_SECRET) {
      context.addIssue({ code: 'custom', path: ['AUTH_SECRET'], message: `is required with ${needed}` });
    }
    if (env.MEDIA_MAX_PORT < env.MEDIA_MIN_PORT) {
      context.addIssue({ code: 'custom', path: ['MEDIA_MAX_PORT'], message: 'is below MEDIA_MIN_PORT' });
    }
    if (env.MEDIA_LISTEN_IP === '0.0.0.0' && !env.MEDIA_ANNOUNCED_ADDRESS) {
      const message = 'is required with MEDIA_LISTEN_IP=0.0.0.0: clients must be told an address';
      context.addIssue({ code: 'custom', path: ['MEDIA_ANNOUNCED_ADDRESS'], message });
    }
    // A browser that is given a relay without a password throws, and is in no call.
    if (!env.TURN_SECRET && env.TURN_URLS.some((url) => /^turn/i.test(url))) {
      context.addIssue({ code: 'custom', path: ['TURN_SECRET'], message: 'is required with a relay in TURN_URLS' });
    }
    for (const [name, other] of [
      ['LLM_BASE_URL', 'LLM_MODEL'],
      ['LLM_MODEL', 'LLM_BASE_URL'],
    ] as const) {
      if (!env[name] && env[other])
        context.addIssue({ code: 'custom', path: [name], message: `is required with ${other}` });
    }
    if (env.REDIS_URL && !env.DATABASE_URL) {
      const message = 'is required with REDIS_URL: nodes that share rooms must share the database as well';
      context.addIssue({ code: 'custom', path: ['DATABASE_URL'], message });
    }
  });

export type Config = ReturnType<typeof parse>;

/** Everything that is wrong with the environment, one line each; values are not repeated, since they may be secret. */
export class ConfigError extends Error {
  constructor(issues: readonly z.core.$ZodIssue[]) {
    super(issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
  }
}

/** Reads the environment once. Throws a ConfigError that names all that is wrong. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const parsed = environment.safeParse(env);
  if (!parsed.success) throw new ConfigError(parsed.error.issues);
  return parse(parsed.data);
}

function parse(env: z.output<typeof environment>) {
  const recordings = resolve(env.RECORDINGS_DIR ?? join(env.DATA_DIR, 'recordings'));
  return {
    port: env.PORT,
    host: env.HOST,
    publicUrl: env.PUBLIC_URL?.replace(/\/+$/, ''),
    dataDir: resolve(env.DATA_DIR),
    databaseUrl: env.DATABASE_URL,
    redisUrl: env.REDIS_URL,
    nodeId: env.NODE_ID ?? `node-${randomUUID().slice(0, 8)}`,
    authSecret: env.AUTH_SECRET,
    allowedOrigins: env.ALLOWED_ORIGINS,
    /** As Express has it: false, or how many proxies stand in front. */
    trustProxy: env.TRUST_PROXY,
    logLevel: env.LOG_LEVEL,
    maxParticipants: env.MAX_PARTICIPANTS,
    media: {
      enabled: env.MEDIA_ENABLED,
      listenIp: env.MEDIA_LISTEN_IP,
      announcedAddress: env.MEDIA_ANNOUNCED_ADDRESS,
      minPort: env.MEDIA_MIN_PORT,
      maxPort: env.MEDIA_MAX_PORT,
      workers: env.MEDIA_WORKERS ?? availableParallelism(),
      turn: { urls: env.TURN_URLS, secret: env.TURN_SECRET },
    },
    recordings: {
      takes: join(recordings, 'takes'),
      films: join(recordings, 'films'),
      keepDays: env.RECORDINGS_KEEP_DAYS,
    },
    /** Null: nothing is ever sent to a language model. */
    languageModel:
      env.LLM_BASE_URL !== undefined && env.LLM_MODEL !== undefined
        ? { baseUrl: env.LLM_BASE_URL.replace(/\/+$/, ''), apiKey: env.LLM_API_KEY, model: env.LLM_MODEL }
        : null,
    rateLimits: env.RATE_LIMITS === 'on',
  };
}
