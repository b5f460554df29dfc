import type { Config } from '../../config.ts';
import { ffmpegMissing } from '../../media/recording/ffmpeg.ts';
import { createWorkers, workerMissing } from '../../media/workers.ts';
import { note, ok, warning, type Finding } from '../finding.ts';

const about = 'media';

/** Whether a media worker starts and finds a port of its own, and whether its calls can be recorded. Throws if one that is installed does not. */
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
  const dumb = await ffmpegMissing();
  return [
    ok(about, `a worker starts, with ports from ${minPort} to ${maxPort}, ${relayed}`),
    dumb === null
      ? ok('recording', 'ffmpeg has what it needs')
      : note('recording', `calls cannot be recorded: ${dumb}`),
  ];
}
