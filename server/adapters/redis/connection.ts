import { Redis } from 'ioredis';

/** Whoever waits longer for an answer has given up. */
const longestAnswerMs = 1_800;
const longestPauseMs = 1_000;

export type ConnectionOptions = {
  readonly url: string;
  /** Shown by CLIENT LIST. */
  readonly name: string;
  /** A command that is not answered within this time throws; 1.8 s unless told otherwise. */
  readonly answerMs?: number;
  /** How long to wait for the first connection; 10 s unless told otherwise. */
  readonly patienceMs?: number;
  /** The connection was lost, and is tried again for as long as it takes. Called once each time. */
  readonly onDown?: (reason: Error) => void;
  /** The connection is there again. */
  readonly onUp?: () => void;
};

/**
 * A connection that is made anew whenever it breaks, and on which nothing waits meanwhile: a command that cannot be sent
 * throws at once, and one whose answer was lost throws too and is not sent again, since what became of it is unknown.
 */
export async function connect(options: ConnectionOptions): Promise<Redis> {
  const { url, name, answerMs = longestAnswerMs, patienceMs = 10_000, onDown, onUp } = options;
  const redis = new Redis(url, {
    connectionName: name,
    lazyConnect: true,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    autoResubscribe: false,
    maxRetriesPerRequest: 0,
    connectTimeout: longestAnswerMs,
    commandTimeout: answerMs,
    // A connection that has died without a word would swallow commands until TCP gives up, minutes later.
    socketTimeout: longestAnswerMs,
    keepAlive: 5_000,
    maxLoadingRetryTime: 200,
    retryStrategy: (attempt) => Math.min(50 * attempt, longestPauseMs),
    // After a failover the old master refuses writes; the address may lead to the new one by now.
    reconnectOnError: (error) => error.message.includes('READONLY'),
  });
  let lastError = new Error('The connection to Redis was closed');
  let state: 'starting' | 'up' | 'down' = 'starting';
  redis.on('error', (error: Error) => (lastError = error));
  redis.on('close', () => {
    if (state !== 'up') return;
    state = 'down';
    onDown?.(lastError);
  });
  redis.on('ready', () => {
    if (state === 'down') onUp?.();
    state = 'up';
  });
  await started(redis, patienceMs).catch(() => {
    redis.disconnect();
    throw new Error(`Redis does not answer: ${lastError.message}`, { cause: lastError });
  });
  return redis;
}

function started(redis: Redis, patienceMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error('Too late')), patienceMs);
    redis.once('ready', () => {
      clearTimeout(deadline);
      resolve();
    });
    // A first attempt that fails is followed by others.
    redis.connect().catch(() => {});
  });
}

/** Lets what is under way come to its end, if Redis is there. */
export async function disconnect(redis: Redis): Promise<void> {
  if (redis.status === 'ready') await redis.quit().catch(() => {});
  redis.disconnect();
}
