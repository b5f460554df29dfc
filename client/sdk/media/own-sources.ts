import { writable, type Readable } from '../readable.ts';
import type { Refusal } from '../../../server/protocol/errors.ts';
import type { MediaSource } from '../../../server/protocol/media-sources.ts';
import type { OwnSource, OwnSources } from './call-state.ts';
import { troubleOf, type Capture, type MicrophoneChoice } from './capture.ts';

/** What one chose to be seen and heard with. */
export interface Choices {
  readonly microphone: MicrophoneChoice;
  readonly cameraId: string | null;
}
export const usualChoices: Choices = {
  microphone: { deviceId: null, noiseSuppression: true, echoCancellation: true },
  cameraId: null,
};

export type ReplacedDevice = 'microphone' | 'camera';

const off: OwnSource = { kind: 'off' };
const allOff: OwnSources = { microphone: off, camera: off, screen: off, screenAudio: off };

export interface OwnSourcesDeps {
  readonly capture: Capture;
  readonly choices: Choices;
  /** A device went away in use, and another one took its place. */
  readonly onReplaced: (source: ReplacedDevice) => void;
}

/**
 * What this person sends, whoever takes it. Nothing is ever switched on but by `turnOn` and `shareScreen`: a device
 * that takes another's place is as muted as the one before.
 */
export function createOwnSources({ capture, choices: chosenFirst, onReplaced }: OwnSourcesDeps) {
  const state = writable<OwnSources>(allOff);
  let choices = chosenFirst;
  let closed = false;
  /** A microphone that is on is silent for as long. */
  let held = false;
  /** Counts what was asked of each source: what a browser gives to an older wish is given back. */
  const wishes: Record<MediaSource, number> = { microphone: 0, camera: 0, screen: 0, screenAudio: 0 };

  const now = (source: MediaSource): OwnSource => state.getSnapshot()[source];
  const set = (source: MediaSource, next: OwnSource) => state.set({ ...state.getSnapshot(), [source]: next });
  const wish = (source: MediaSource): (() => boolean) => {
    wishes[source] += 1;
    const mine = wishes[source];
    return () => !closed && wishes[source] === mine;
  };

  const take = (source: ReplacedDevice, fallback: boolean): Promise<MediaStreamTrack> => {
    const { microphone, cameraId } = choices;
    if (source === 'camera') return capture.camera({ deviceId: fallback ? null : cameraId });
    return capture.microphone(fallback ? { ...microphone, deviceId: null } : microphone);
  };
  /** The device that was chosen may be at home today. */
  const takeAny = (source: ReplacedDevice): Promise<MediaStreamTrack> =>
    take(source, false).catch((error: unknown) => {
      if (troubleOf(error) !== 'missing') throw error;
      return take(source, true);
    });

  /** `as`: how what comes is held; a device that is replaced stays as it was. */
  async function start(source: ReplacedDevice, as: 'on' | 'muted', replacing = false): Promise<void> {
    const isWanted = wish(source);
    const before = trackOf(now(source));
    if (!replacing) set(source, { kind: 'starting' });
    try {
      const track = await takeAny(source);
      if (!isWanted()) return track.stop();
      before?.stop();
      track.enabled = as === 'on' && !held;
      track.addEventListener('ended', () => void lost(source, track));
      set(source, { kind: as, track });
      if (replacing) onReplaced(source);
    } catch (error) {
      if (!isWanted()) return;
      before?.stop();
      set(source, { kind: 'failed', trouble: replacing ? 'lost' : troubleOf(error) });
    }
  }

  /** Unplugged, or taken away by the system. A track that is stopped here says nothing. */
  async function lost(source: ReplacedDevice, track: MediaStreamTrack): Promise<void> {
    const before = now(source);
    if (trackOf(before) !== track) return;
    await start(source, before.kind === 'muted' ? 'muted' : 'on', true);
  }

  async function turnOn(source: ReplacedDevice): Promise<void> {
    const before = now(source);
    if (before.kind === 'on' || before.kind === 'starting') return;
    if (before.kind === 'muted') {
      before.track.enabled = !held;
      return set(source, { kind: 'on', track: before.track });
    }
    await start(source, 'on');
  }

  /** A microphone is kept, silent; anything else is let go, and its light goes out. */
  function turnOff(source: MediaSource): void {
    const before = now(source);
    wish(source);
    if (source === 'microphone' && (before.kind === 'on' || before.kind === 'muted')) {
      before.track.enabled = false;
      return set(source, { kind: 'muted', track: before.track });
    }
    trackOf(before)?.stop();
    set(source, off);
    if (source === 'screen') turnOff('screenAudio');
  }

  /** False when nothing came of it: the person thought better of it, or the browser cannot. */
  async function shareScreen(): Promise<boolean> {
    const isWanted = wish('screen');
    set('screen', { kind: 'starting' });
    try {
      const { picture, sound } = await capture.screen();
      if (!isWanted()) {
        picture.stop();
        sound?.stop();
        return false;
      }
      // Ended from the browser's own bar.
      picture.addEventListener('ended', () => {
        if (trackOf(now('screen')) === picture) turnOff('screen');
      });
      sound?.addEventListener('ended', () => {
        if (trackOf(now('screenAudio')) === sound) turnOff('screenAudio');
      });
      state.set({
        ...state.getSnapshot(),
        screen: { kind: 'on', track: picture },
        screenAudio: sound ? { kind: 'on', track: sound } : off,
      });
      return true;
    } catch (error) {
      if (!isWanted()) return false;
      const trouble = troubleOf(error);
      // Denied is what the browser says when the person closes its window without choosing.
      set('screen', trouble === 'denied' ? off : { kind: 'failed', trouble });
      return false;
    }
  }

  return {
    state: state as Readable<OwnSources>,
    turnOn,
    turnOff,
    shareScreen,
    /** Nothing of the microphone goes out while it is held; then it is as it is by its owner. */
    hold(next: boolean): void {
      held = next;
      const { microphone } = state.getSnapshot();
      if (microphone.kind === 'on') microphone.track.enabled = !held;
    },
    /** Uses another device, or the same one otherwise; at once if it is in use. */
    async choose(next: Choices): Promise<void> {
      const before = choices;
      choices = next;
      const changed: ReplacedDevice[] = [];
      if (JSON.stringify(before.microphone) !== JSON.stringify(next.microphone)) changed.push('microphone');
      if (before.cameraId !== next.cameraId) changed.push('camera');
      await Promise.all(
        changed.map(async (source) => {
          const { kind } = now(source);
          if (kind === 'on' || kind === 'starting') await start(source, 'on');
          else if (kind === 'muted') await start(source, 'muted');
        }),
      );
    },
    /** The server did not take it: it is let go, and says why. */
    refused(source: MediaSource, refusal: Refusal): void {
      wish(source);
      trackOf(now(source))?.stop();
      set(source, { kind: 'refused', refusal });
    },
    /** Lets go of everything. It may be used again. */
    allOff(): void {
      for (const source of Object.keys(allOff) as MediaSource[]) {
        wish(source);
        trackOf(now(source))?.stop();
      }
      state.set(allOff);
    },
    close(): void {
      this.allOff();
      closed = true;
    },
  };
}

export function trackOf(source: OwnSource): MediaStreamTrack | null {
  switch (source.kind) {
    case 'on':
    case 'muted':
      return source.track;
    case 'off':
    case 'starting':
    case 'failed':
    case 'refused':
      return null;
  }
}
