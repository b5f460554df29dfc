import { refuse, type Refusal } from '../protocol/errors.ts';
import { kindOf, type MediaAnswer, type MediaPayload, type MediaRequestName } from '../protocol/media.ts';
import type { RoomState } from '../protocol/room.ts';
import {
  consumersPerPeer,
  consumersPerPerson,
  producersPerPeer,
  transportsPerPeer,
  transportsPerPerson,
} from './limits.ts';
import type { MediaRoom } from './media-room.ts';
import type { Peer } from './peer.ts';
import type { Caller, MediaOutcome } from './ports.ts';
import { canConsume, consume, resumeConsumer, setPreferredLayers } from './receiving.ts';
import { forbidsMuting, forbidsSource } from './rules.ts';
import { mute, pauseProducer, produce, resumeProducer } from './sending.ts';
import { connectTransport, openTransport, restartIce } from './transports.ts';

type InRoom = Exclude<MediaRequestName, 'media:join' | 'media:leave'>;
type Serving<Name extends InRoom> = {
  readonly room: MediaRoom;
  readonly peer: Peer;
  readonly state: RoomState;
  readonly payload: MediaPayload<Name>;
};
type Handlers = { [Name in InRoom]: (serving: Serving<Name>) => Promise<MediaOutcome<Name>> };

const handlers: Handlers = {
  async 'media:createTransport'({ room, peer }) {
    const held = ({ transports, transportsToCome }: Peer) => transports.size + transportsToCome;
    if (held(peer) >= transportsPerPeer || ofPerson(room, peer, held) >= transportsPerPerson) {
      return refused(refuse('CONFLICT', 'Too many transports: join the call anew'));
    }
    return given(await openTransport(room, peer));
  },

  async 'media:connectTransport'({ peer, payload }) {
    const transport = peer.transports.get(payload.transportId);
    if (!transport) return gone('transport');
    await connectTransport(transport, payload);
    return done;
  },

  async 'media:restartIce'({ peer, payload }) {
    const transport = peer.transports.get(payload.transportId);
    return transport ? given(await restartIce(transport)) : gone('transport');
  },

  async 'media:produce'({ room, peer, state, payload }) {
    const forbidden = forbidsSource(state, payload.source);
    if (forbidden) return refused(forbidden);
    if (kindOf[payload.source] !== payload.kind) {
      return refused(refuse('VALIDATION_FAILED', `A ${payload.source} is ${kindOf[payload.source]}`));
    }
    if (peer.sent.size >= producersPerPeer) return refused(refuse('CONFLICT', 'Too many producers'));
    const transport = peer.transports.get(payload.transportId);
    return transport ? given(await produce(room, peer, transport, payload)) : gone('transport');
  },

  async 'media:consume'({ room, peer, payload }) {
    const transport = peer.transports.get(payload.transportId);
    if (!transport) return gone('transport');
    const held = ({ consumers, consumersToCome }: Peer) => consumers.size + consumersToCome;
    if (held(peer) >= consumersPerPeer || ofPerson(room, peer, held) >= consumersPerPerson) {
      return refused(refuse('CONFLICT', 'Too many consumers'));
    }
    if (peer.sent.has(payload.producerId)) return refused(refuse('CONFLICT', 'That is your own'));
    if (!canConsume(room, payload.producerId, payload.rtpCapabilities)) return gone('producer that you could receive');
    return given(await consume(room, peer, transport, payload));
  },

  async 'media:resumeConsumer'({ peer, payload }) {
    const consumer = peer.consumers.get(payload.consumerId);
    if (!consumer) return gone('consumer');
    await resumeConsumer(consumer);
    return done;
  },

  async 'media:pauseConsumer'({ peer, payload }) {
    const consumer = peer.consumers.get(payload.consumerId);
    if (!consumer) return gone('consumer');
    await consumer.pause();
    return done;
  },

  async 'media:setPreferredLayers'({ peer, payload }) {
    const consumer = peer.consumers.get(payload.consumerId);
    if (!consumer) return gone('consumer');
    await setPreferredLayers(consumer, payload);
    return done;
  },

  async 'media:pauseProducer'({ room, peer, payload }) {
    const sent = peer.sent.get(payload.producerId);
    if (!sent) return gone('producer');
    await pauseProducer(room, sent.producer);
    return done;
  },

  async 'media:resumeProducer'({ room, peer, payload, state }) {
    const sent = peer.sent.get(payload.producerId);
    if (!sent) return gone('producer');
    const forbidden = forbidsSource(state, sent.source);
    if (forbidden) return refused(forbidden);
    room.mutes.lift({ userId: peer.userId, source: sent.source });
    await resumeProducer(room, sent.producer);
    return done;
  },

  async 'media:closeProducer'({ room, peer, payload }) {
    const sent = peer.sent.get(payload.producerId);
    if (!sent) return gone('producer');
    // Switched off, it is theirs to switch on: how a camera that a host has paused is let go.
    room.mutes.lift({ userId: peer.userId, source: sent.source });
    sent.producer.close();
    return done;
  },

  async 'media:muteParticipant'({ room, peer, state, payload }) {
    const forbidden = forbidsMuting(state, peer.userId, payload.userId);
    if (forbidden) return refused(forbidden);
    await mute(room, payload.userId, payload.source, peer.userId);
    return done;
  },
};

/** What this person holds, with all their tabs. */
const ofPerson = (room: MediaRoom, { userId }: Peer, held: (peer: Peer) => number): number =>
  room.peers.reduce((sum, one) => sum + (one.userId === userId ? held(one) : 0), 0);

/** Answers a request of somebody who may be in the call. Ids are looked for among the caller's own only. */
export async function serve<Name extends InRoom>(
  room: MediaRoom,
  { peer: id }: Caller,
  state: RoomState,
  name: Name,
  payload: MediaPayload<Name>,
): Promise<MediaOutcome<Name>> {
  const peer = room.peer(id);
  if (!peer) return refused(refuse('INVALID_STATE', 'Join the call first'));
  try {
    return await handlers[name]({ room, peer, state, payload });
  } catch (error) {
    const refusal = peer.closed ? refuse('INVALID_STATE', 'Join the call first') : refusalFor(error);
    if (!refusal) throw error;
    return refused(refusal);
  }
}

/** mediasoup looks at parameters itself, and says what is wrong with them by throwing. */
function refusalFor(error: unknown): Refusal | null {
  if (!(error instanceof Error)) return null;
  if (error instanceof TypeError || error.name === 'UnsupportedError')
    return refuse('VALIDATION_FAILED', error.message);
  if (error.name === 'InvalidStateError') return refuse('INVALID_STATE', error.message);
  // What the worker itself turns down: parameters that fit the form and not the moment.
  if (error.constructor === Error && !error.message.includes('Channel')) return refuse('CONFLICT', error.message);
  return null;
}

const refused = (refusal: Refusal) => ({ ok: false, refusal }) as const;
const done = { ok: true, value: {} } as const;
const gone = (what: string) => refused(refuse('NOT_FOUND', `There is no such ${what}`));

function given<Value extends MediaAnswer<InRoom>>(value: Value | undefined) {
  return value ? ({ ok: true, value } as const) : refused(refuse('INVALID_STATE', 'Join the call first'));
}
