import type { RouterRtpCapabilities, RouterRtpCodecCapability } from 'mediasoup/types';

/**
 * What rooms speak, best first for most browsers: VP8 in simulcast, VP9 in layers, H264 for devices that have it in
 * hardware. Opus repairs what is lost (FEC) and sends next to nothing of silence (DTX).
 */
export const mediaCodecs: RouterRtpCodecCapability[] = [
  {
    kind: 'audio',
    mimeType: 'audio/opus',
    clockRate: 48_000,
    channels: 2,
    parameters: { useinbandfec: 1, usedtx: 1 },
  },
  { kind: 'video', mimeType: 'video/VP8', clockRate: 90_000 },
  { kind: 'video', mimeType: 'video/VP9', clockRate: 90_000, parameters: { 'profile-id': 0 } },
  {
    kind: 'video',
    mimeType: 'video/H264',
    clockRate: 90_000,
    parameters: { 'packetization-mode': 1, 'profile-level-id': '42e01f', 'level-asymmetry-allowed': 1 },
  },
];

/**
 * What clients are told that a router speaks. Not that packets may say when their picture was taken (abs-capture-time):
 * mediasoup 3.27 then waits for that before it goes from one simulcast layer to another, and Chromium does not say it, so
 * a picture whose layer its sender gives up stands still for good. Without it the sender reports tell the time.
 */
export function offered({ headerExtensions = [], ...codecs }: RouterRtpCapabilities): RouterRtpCapabilities {
  return { ...codecs, headerExtensions: headerExtensions.filter(({ uri }) => !uri.endsWith('/abs-capture-time')) };
}
