import type { Producer, RtpParameters, Transport } from 'mediasoup/types';
import type { UserId } from '../protocol/ids.ts';
import type { MediaAnswer, MediaPayload } from '../protocol/media.ts';
import type { MediaSource } from '../protocol/media-sources.ts';
import type { HostMute } from './host-mutes.ts';
import type { MediaRoom } from './media-room.ts';
import type { Peer, Sent } from './peer.ts';

/**
 * What this person sent of the same source ends: a new tab, or the one that came back, takes over. `undefined`: they have
 * left meanwhile.
 */
export async function produce(
  room: MediaRoom,
  peer: Peer,
  transport: Transport,
  { kind, rtpParameters, source, paused = false }: Omit<MediaPayload<'media:produce'>, 'sessionId' | 'transportId'>,
): Promise<MediaAnswer<'media:produce'> | undefined> {
  const { userId } = peer;
  const unheard = () => room.mutes.unheard({ userId, source }, performance.now());
  const before = paused ? null : unheard();
  const producer = await transport.produce({
    kind,
    rtpParameters: rtpParameters as unknown as RtpParameters,
    paused: paused || before !== null,
  });
  // It may have come meanwhile.
  const muted = paused ? null : (before ?? unheard());
  if (muted && !producer.paused) await producer.pause();
  if (peer.closed) {
    producer.close();
    return undefined;
  }
  closeSource(room, userId, source);
  if (!paused && !muted) room.mutes.lift({ userId, source });
  await room.add(peer, { producer, source });
  if (muted) tellMuted(room, muted);
  return { producerId: producer.id };
}

export async function pauseProducer(room: MediaRoom, producer: Producer): Promise<void> {
  if (producer.paused) return;
  await producer.pause();
  const { sessionId } = room;
  room.tellOthers(room.sender(producer.id), 'media:producerPaused', { sessionId, producerId: producer.id });
}

export async function resumeProducer(room: MediaRoom, producer: Producer): Promise<void> {
  if (!producer.paused) return;
  await producer.resume();
  const { sessionId } = room;
  room.tellOthers(room.sender(producer.id), 'media:producerResumed', { sessionId, producerId: producer.id });
}

/** Ends what this person sends of a source, on whichever tab. */
export function closeSource(room: MediaRoom, userId: UserId, source: MediaSource): void {
  for (const { producer } of sentBy(room, userId, source)) producer.close();
}

/**
 * A muted microphone or camera is paused until its owner switches it on again, also if they send nothing of it at the
 * moment; a muted screen has to be shared anew.
 */
export async function mute(room: MediaRoom, userId: UserId, source: MediaSource, byUserId: UserId): Promise<void> {
  const isShared = source === 'screen' || source === 'screenAudio';
  const muted = { userId, source, byUserId };
  if (!isShared) room.mutes.add(muted, performance.now());
  for (const { producer } of sentBy(room, userId, source)) {
    if (isShared) producer.close();
    // oxlint-disable-next-line no-await-in-loop -- one person has one of a source, or two for a moment
    else await pauseProducer(room, producer);
  }
  tellMuted(room, muted);
}

function tellMuted(room: MediaRoom, { userId, source, byUserId }: HostMute): void {
  const { sessionId } = room;
  for (const peer of room.peers) {
    if (peer.userId === userId) room.tell(peer, 'media:muted', { sessionId, source, byUserId });
  }
}

function sentBy(room: MediaRoom, userId: UserId, source: MediaSource): Sent[] {
  const theirs = room.peers.filter((peer) => peer.userId === userId);
  return theirs.flatMap(({ sent }) => [...sent.values()].filter((one) => one.source === source));
}
