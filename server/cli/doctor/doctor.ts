import { ConfigError, readConfig, type Config } from '../../config.ts';
import { ok, reasonOf, wrong, type Finding } from '../finding.ts';
import { examineClock } from './clock.ts';
import { examineDataDir } from './data-dir.ts';
import { examineDatabase } from './database.ts';
import { examineMedia } from './media.ts';
import { examinePort } from './port.ts';
import { examineRecording } from './recording.ts';
import { examineRedis } from './redis.ts';

const examinations = {
  DATA_DIR: examineDataDir,
  database: examineDatabase,
  Redis: examineRedis,
  port: examinePort,
  media: examineMedia,
  recording: examineRecording,
  clock: examineClock,
} satisfies Record<string, (config: Config) => Promise<readonly Finding[]>>;

/** Everything that a server started with this environment would stand on. Changes nothing; may run beside the server. */
export async function doctor(env: NodeJS.ProcessEnv): Promise<readonly Finding[]> {
  let config: Config;
  try {
    config = readConfig(env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.message.split('\n').map((line) => wrong('configuration', line));
  }
  const findings = await Promise.all(
    Object.entries(examinations).map(async ([about, examine]) => {
      try {
        return await examine(config);
      } catch (error) {
        return [wrong(about, reasonOf(error))];
      }
    }),
  );
  const mode = config.redisUrl ? 'one of several nodes' : 'a single node';
  return [ok('configuration', `${mode}, named ${config.nodeId}`), ...findings.flat()];
}
