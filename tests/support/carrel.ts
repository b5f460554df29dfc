import { readConfig } from '../../server/config.ts';
import { createLog } from '../../server/gateway/log.ts';
import { startServer, type RunningServer } from '../../server/composition/server.ts';
import { freshDataDir } from './database.ts';
import { removeDataDir } from './server-process.ts';

/** A whole server in this process, on a free port of loopback, with a directory of its own. */
export async function startCarrel(env: Readonly<Record<string, string>> = {}): Promise<RunningServer> {
  const dataDir = await freshDataDir();
  const config = readConfig({ HOST: '127.0.0.1', PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'fatal', ...env });
  const server = await startServer(config, createLog(config.logLevel, config.nodeId));
  return {
    url: `http://127.0.0.1:${server.port}`,
    port: server.port,
    async close() {
      await server.close();
      await removeDataDir(dataDir);
    },
  };
}
