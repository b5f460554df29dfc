import { pino, type Logger } from 'pino';

export type Log = Logger;

/** JSON lines on stdout. What could be a secret is cut out wherever it stands; chat text is never logged. */
export function createLog(level: string, node: string): Log {
  return pino({
    level,
    base: { node },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['*.token', '*.refreshToken', '*.password', '*.content', '*.invite'],
      censor: '[cut]',
    },
  });
}
