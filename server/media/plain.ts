import type { MediaAnswer } from '../protocol/media.ts';

type Json = MediaAnswer<'media:join'>['routerRtpCapabilities'];

/** What mediasoup describes things by is plain JSON, which its types do not say. */
export const plain = (value: object): Json => structuredClone(value) as Json;
