import type { RtpEncodingParameters } from 'mediasoup-client/types';
import type { MediaSource } from '../../../server/protocol/media-sources.ts';

/** What is looked at, in the pixels of the screen. */
export interface Look {
  readonly height: number;
}

/** Which of the camera's three sizes (180, 360, 720 lines) fits a tile of this height: the next larger one. */
export function spatialLayerFor({ height }: Look): 0 | 1 | 2 {
  if (height <= 200) return 0;
  return height <= 420 ? 1 : 2;
}

/** Three sizes of the camera, so that each who looks gets one that fits; a screen in one, which has to stay sharp. */
export const encodingsOf: Readonly<Record<MediaSource, RtpEncodingParameters[]>> = {
  microphone: [],
  screenAudio: [],
  camera: [
    { scaleResolutionDownBy: 4, maxBitrate: 150_000, scalabilityMode: 'L1T3' },
    { scaleResolutionDownBy: 2, maxBitrate: 500_000, scalabilityMode: 'L1T3' },
    { scaleResolutionDownBy: 1, maxBitrate: 1_500_000, scalabilityMode: 'L1T3' },
  ],
  screen: [{ maxBitrate: 2_500_000 }],
};
