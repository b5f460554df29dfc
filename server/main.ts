import { DatabaseInUseError } from './adapters/prisma/sole-user.ts';
import { DataDirInUseError } from './adapters/sqlite/open-file.ts';
import { startServer, type RunningServer } from './composition/server.ts';
import { ConfigError, readConfig } from './config.ts';
import { createLog } from './gateway/log.ts';

const exitWithinMs = 9_500;

function whyNotListening(error: unknown): string | null {
  if (!(error instanceof Error) || !('syscall' in error) || error.syscall !== 'listen') return null;
  const { code, port } = error as NodeJS.ErrnoException & { port?: number };
  return `The server cannot listen on PORT ${port}: ${code === 'EADDRINUSE' ? 'another program does' : error.message}`;
}

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config.logLevel, config.nodeId);
  let server: RunningServer | null = null;
  const stop = (signal: string, code = 0) => {
    log.info({ signal }, 'Stopping');
    const late = setTimeout(() => {
      log.error('Stopping took too long');
      process.exit(1);
    }, exitWithinMs);
    // While it is still starting, what is open goes with the process, as by `kill -9`.
    const closed = server?.close() ?? Promise.resolve();
    closed.then(
      () => {
        clearTimeout(late);
        process.exit(code);
      },
      (error: unknown) => {
        log.fatal({ err: error }, 'Stopping failed');
        process.exit(1);
      },
    );
  };
  // Before it starts: as process 1 of a container it would not hear them otherwise, and would have to be killed.
  process.once('SIGTERM', (signal) => stop(signal));
  process.once('SIGINT', (signal) => stop(signal));
  server = await startServer(config, log, (error) => {
    log.fatal({ err: error }, 'The server cannot go on');
    stop('SIGTERM', 1);
  });
  console.log(`Carrel is ready at ${server.url}`);
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError) console.error(`The configuration is wrong:\n${error.message}`);
  else if (error instanceof DataDirInUseError || error instanceof DatabaseInUseError) console.error(error.message);
  else console.error(whyNotListening(error) ?? error);
  process.exit(1);
});
