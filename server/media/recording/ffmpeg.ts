import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * ffmpeg under a shell that ends it, in good order, when its standard input does: so it also ends with a server that is
 * killed. The shell lets go of the outputs, so that they end with ffmpeg. Not a second signal:
 * at one, ffmpeg waits ten seconds for the next packet at the most, and writes all it has; at two it drops that.
 */
const leashed = 'nice -n "$0" ffmpeg "$@" </dev/null & exec >&- 2>&-; read -r _; kill -TERM $!; wait $!';
const lastWords = 2_000;

/** `said`: what it complained of. */
type End = { readonly ok: boolean; readonly said: string };

export type Ffmpeg = {
  /** Of the shell; ffmpeg is its only child. */
  readonly pid: number | undefined;
  /** Resolves when it has ended, in whichever way. */
  readonly ended: Promise<End>;
  /** Has it write what it has, and end. Twice is once. */
  stop(): Promise<void>;
};

export type FfmpegOptions = {
  readonly cwd: string;
  readonly niceness?: number;
  /** Called when it first writes to its standard output. */
  readonly onOutput?: () => void;
};

/** Arguments without blanks of their own. */
export const words = (text: string): string[] => text.split(' ');

/** Starts ffmpeg in a folder, which file names in `args` are relative to. */
export function startFfmpeg(
  args: readonly string[],
  { cwd, niceness = 0, onOutput = () => {} }: FfmpegOptions,
): Ffmpeg {
  const command = ['-hide_banner', '-loglevel', 'error', ...args];
  const child = spawn('sh', ['-c', leashed, String(niceness), ...command], { cwd });
  child.stdout.once('data', onOutput).resume();
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-lastWords);
  });
  // It may be gone before it hears that it shall go.
  child.stdin.on('error', () => {});
  child.stderr.once('end', () => child.stdin.end());
  const ended = new Promise<End>((resolve) => {
    child.once('error', (error) => resolve({ ok: false, said: error.message }));
    child.once('close', (code) => resolve({ ok: code === 0, said: said.trim() }));
  });
  return {
    pid: child.pid,
    ended,
    async stop() {
      child.stdin.end();
      await ended;
    },
  };
}

export type RunOptions = FfmpegOptions & { readonly signal: AbortSignal };

/** Some versions end as if all was well when what they wrote last did not get through: a disk was full. */
const unwritten = /Error (?:writing trailer|closing file)/;

/** Resolves when ffmpeg has ended, in whichever way. Rejects when told to break off. */
export async function endOfFfmpeg(args: readonly string[], { signal, ...options }: RunOptions): Promise<End> {
  signal.throwIfAborted();
  const ffmpeg = startFfmpeg(args, options);
  const stop = () => void ffmpeg.stop();
  signal.addEventListener('abort', stop);
  const end = await ffmpeg.ended;
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  return end;
}

/** Has ffmpeg write a file. Rejects with what it complained of, or when told to break off. */
export async function runFfmpeg(args: readonly string[], options: RunOptions): Promise<void> {
  const { ok, said } = await endOfFfmpeg(['-y', ...args], options);
  if (!ok || unwritten.test(said)) throw new Error(`ffmpeg failed: ${said}`);
}

/** Why nothing can be recorded on this machine, or null. */
export async function ffmpegMissing(): Promise<string | null> {
  const child = spawn('ffmpeg', ['-hide_banner', '-encoders'], { stdio: ['ignore', 'pipe', 'ignore'] });
  let encoders = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (encoders += text));
  try {
    await once(child, 'close');
  } catch {
    return 'there is no ffmpeg';
  }
  const lacking = ['libvpx', 'libopus'].filter((name) => !new RegExp(`^ \\S+ ${name} `, 'm').test(encoders));
  return lacking.length === 0 ? null : `this ffmpeg has no ${lacking.join(' and no ')}`;
}
