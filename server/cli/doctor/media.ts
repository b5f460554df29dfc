import type { Config } from '../../config.ts';
import { createWorkers, workerMissing } from '../../media/workers.ts';
import { note, ok, warning, type Finding } from '../finding.ts';

const about = 'media';

/** Whether a media worker starts and finds a port of its own. Throws if one that is installed does not. */
export async function examineMedia({ media }: Config): Promise<readonly Finding[]> {
  const { enabled, listenIp, announcedAddress, minPort, maxPort, turn } = media;
  if (!enabled) return [note(about, 'off by MEDIA_ENABLED')];
  const missing = await workerMissing();
  if (missing !== null) return [warning(about, `no calls: ${missing}`)];
  const workers = createWorkers({ count: 1, listenIp, announcedAddress, minPort, maxPort, onDied: () => {} });
  try {
    await workers.claim();
  } finally {
    workers.close();
  }
  const relayed = turn.urls.length > 0 ? 'with TURN' : 'without TURN, which clients behind strict firewalls need';
  return [ok(about, `a worker starts, with ports from ${minPort} to ${maxPort}, ${relayed}`)];
}
