import type { DeviceTrouble } from './call-state.ts';

export interface DeviceChoice {
  /** Null: what the system uses. */
  readonly deviceId: string | null;
}
export interface MicrophoneChoice extends DeviceChoice {
  readonly noiseSuppression: boolean;
  readonly echoCancellation: boolean;
}

export interface MediaDevice {
  readonly deviceId: string;
  /** Empty until the person has allowed one of the kind. */
  readonly label: string;
}
export interface MediaDevices {
  readonly microphones: readonly MediaDevice[];
  readonly cameras: readonly MediaDevice[];
  /** Empty where the browser lets nobody choose. */
  readonly speakers: readonly MediaDevice[];
}

/** Where sound and pictures come from. What fails throws as the browser does; `troubleOf` says what it means. */
export interface Capture {
  readonly microphone: (choice: MicrophoneChoice) => Promise<MediaStreamTrack>;
  readonly camera: (choice: DeviceChoice) => Promise<MediaStreamTrack>;
  /** The person chooses what. `sound` is null where the browser or the person gives none. */
  readonly screen: () => Promise<{ readonly picture: MediaStreamTrack; readonly sound: MediaStreamTrack | null }>;
  readonly devices: () => Promise<MediaDevices>;
  readonly onDevicesChanged: (listener: () => void) => () => void;
}

/** 720p at most: what a tile of a study room shows. */
const picture = { width: { ideal: 1_280 }, height: { ideal: 720 }, frameRate: { ideal: 24, max: 30 } };
/** Text has to stay sharp; few frames are enough for it. */
const shared = { frameRate: { ideal: 15, max: 30 } };

/** The browser's own devices. */
export function browserCapture(): Capture {
  return {
    async microphone({ deviceId, noiseSuppression, echoCancellation }) {
      const audio = { ...named(deviceId), noiseSuppression, echoCancellation, autoGainControl: true };
      return first(await devices().getUserMedia({ audio }));
    },
    async camera({ deviceId }) {
      return first(await devices().getUserMedia({ video: { ...picture, ...named(deviceId) } }));
    },
    async screen() {
      const stream = await devices().getDisplayMedia({ video: shared, audio: true });
      const [sound = null] = stream.getAudioTracks();
      const [shown] = stream.getVideoTracks();
      if (!shown) throw new DOMException('No picture', 'NotFoundError');
      shown.contentHint = 'detail';
      return { picture: shown, sound };
    },
    async devices() {
      const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
      const having = (kind: MediaDeviceKind) => all.filter((one) => one.kind === kind && one.deviceId !== '');
      return {
        microphones: having('audioinput'),
        cameras: having('videoinput'),
        speakers: 'setSinkId' in HTMLMediaElement.prototype ? having('audiooutput') : [],
      };
    },
    onDevicesChanged(listener) {
      navigator.mediaDevices?.addEventListener('devicechange', listener);
      return () => navigator.mediaDevices?.removeEventListener('devicechange', listener);
    },
  };
}

/** Missing on pages that are not secure. */
function devices(): globalThis.MediaDevices {
  if (!navigator.mediaDevices) throw new DOMException('No devices', 'NotSupportedError');
  return navigator.mediaDevices;
}

const named = (deviceId: string | null) => (deviceId === null ? {} : { deviceId: { exact: deviceId } });

function first(stream: MediaStream): MediaStreamTrack {
  const [track] = stream.getTracks();
  if (!track) throw new DOMException('Nothing came', 'NotFoundError');
  return track;
}

/** What the browser's error means. */
export function troubleOf(error: unknown): DeviceTrouble {
  switch (error instanceof Error || error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'denied';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    default:
      return 'unsupported';
  }
}
