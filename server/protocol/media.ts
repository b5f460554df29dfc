import { z } from 'zod';
import { sessionId, userId } from './ids.ts';
import { mediaSources, type MediaSource } from './media-sources.ts';

// mediasoup checks what stands inside these by itself, and in more detail than a copy of its rules could: here only that
// they are objects of a bounded size. The types are mediasoup's own, on either side of the wire.
const opaque = z.record(z.string().max(100), z.unknown()).refine((value) => JSON.stringify(value).length <= 60_000, {
  error: 'too large',
});
const id = z.string().min(1).max(100);
const layer = z.int().min(0).max(10);

export const mediaSource = z.enum(mediaSources);
export const mediaKind = z.enum(['audio', 'video']);
export const kindOf: Readonly<Record<MediaSource, z.infer<typeof mediaKind>>> = {
  microphone: 'audio',
  camera: 'video',
  screen: 'video',
  screenAudio: 'audio',
};

const ofTransport = { sessionId, transportId: id };
const ofProducer = { sessionId, producerId: id };
const ofConsumer = { sessionId, consumerId: id };

/** What a client may ask about its sound and pictures. The answers are acks. */
export const mediaRequests = {
  'media:join': z.object({ sessionId }),
  'media:createTransport': z.object({ sessionId, direction: z.enum(['send', 'recv']) }),
  'media:connectTransport': z.object({ ...ofTransport, dtlsParameters: opaque }),
  'media:restartIce': z.object(ofTransport),
  'media:produce': z.object({
    ...ofTransport,
    kind: mediaKind,
    rtpParameters: opaque,
    source: mediaSource,
    /** Muted from the first packet: what was muted before a rebuild is not heard in between. */
    paused: z.boolean().exactOptional(),
  }),
  'media:consume': z.object({ ...ofTransport, producerId: id, rtpCapabilities: opaque }),
  'media:resumeConsumer': z.object(ofConsumer),
  'media:pauseConsumer': z.object(ofConsumer),
  'media:setPreferredLayers': z.object({ ...ofConsumer, spatialLayer: layer, temporalLayer: layer.exactOptional() }),
  'media:pauseProducer': z.object(ofProducer),
  'media:resumeProducer': z.object(ofProducer),
  'media:closeProducer': z.object(ofProducer),
  'media:muteParticipant': z.object({ sessionId, userId, source: mediaSource }),
  'media:leave': z.object({ sessionId }),
};
export type MediaRequestName = keyof typeof mediaRequests;
export const mediaRequestNames = Object.keys(mediaRequests) as MediaRequestName[];
export type MediaPayload<Name extends MediaRequestName> = z.infer<(typeof mediaRequests)[Name]>;

export const iceServer = z.object({
  urls: z.array(z.string()),
  username: z.string().exactOptional(),
  credential: z.string().exactOptional(),
});
export type IceServer = z.infer<typeof iceServer>;

const producerFacts = { producerId: id, userId, kind: mediaKind, source: mediaSource, paused: z.boolean() };
export const producerShown = z.object(producerFacts);
export type ProducerShown = z.infer<typeof producerShown>;

// A schema each: one that several share would be written once and referred to.
const nothing = () => z.looseObject({});
export const mediaAnswers = {
  /** `token` names this router of the session; another one means that all of it is gone. */
  'media:join': z.object({
    token: z.string(),
    routerRtpCapabilities: opaque,
    iceServers: z.array(iceServer),
    producers: z.array(producerShown),
  }),
  'media:createTransport': z.object({
    id,
    iceParameters: opaque,
    iceCandidates: z.array(opaque),
    dtlsParameters: opaque,
  }),
  'media:connectTransport': nothing(),
  /** `iceServers`: those of the joining may have expired. */
  'media:restartIce': z.object({ iceParameters: opaque, iceServers: z.array(iceServer).exactOptional() }),
  'media:produce': z.object({ producerId: id }),
  'media:consume': z.object({
    consumerId: id,
    producerId: id,
    kind: mediaKind,
    rtpParameters: opaque,
    producerPaused: z.boolean(),
  }),
  'media:resumeConsumer': nothing(),
  'media:pauseConsumer': nothing(),
  'media:setPreferredLayers': nothing(),
  'media:pauseProducer': nothing(),
  'media:resumeProducer': nothing(),
  'media:closeProducer': nothing(),
  'media:muteParticipant': nothing(),
  'media:leave': nothing(),
};
export type MediaAnswer<Name extends MediaRequestName> = z.infer<(typeof mediaAnswers)[Name]>;

/** Why everything of a call is gone at once, for all or for one. Who wants to go on joins again. */
export const resetReason = z.enum(['WORKER_DIED', 'NODE_DIED', 'MOVED', 'REPLACED']);
export type ResetReason = z.infer<typeof resetReason>;

/** What the server tells of a call by itself; each also says which session it is about. */
export const mediaPushes = {
  'media:producerAdded': z.object({ sessionId, ...producerFacts }),
  'media:producerClosed': z.object(ofProducer),
  'media:producerPaused': z.object(ofProducer),
  'media:producerResumed': z.object(ofProducer),
  'media:consumerClosed': z.object(ofConsumer),
  /** Who is in the call, whether they send anything or not: told to whoever joins, and to all when it changes. */
  'media:members': z.object({ sessionId, userIds: z.array(userId) }),
  /** Loudest first; nobody speaks: empty. */
  'media:activeSpeakers': z.object({ sessionId, userIds: z.array(userId) }),
  'media:muted': z.object({ sessionId, source: mediaSource, byUserId: userId }),
  'media:reset': z.object({ sessionId, reason: resetReason }),
};
export type MediaPushName = keyof typeof mediaPushes;
export type MediaPush<Name extends MediaPushName> = z.infer<(typeof mediaPushes)[Name]>;
