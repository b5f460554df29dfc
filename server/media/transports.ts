import type { DtlsParameters, WebRtcTransport } from 'mediasoup/types';
import type { MediaAnswer, MediaPayload } from '../protocol/media.ts';
import { initialOutgoingBitrate, maxIncomingBitrate } from './limits.ts';
import type { MediaRoom } from './media-room.ts';
import type { Peer } from './peer.ts';
import { plain } from './plain.ts';

/** A way from or to somebody in the call. `undefined`: they have left meanwhile. */
export async function openTransport(
  room: MediaRoom,
  peer: Peer,
): Promise<MediaAnswer<'media:createTransport'> | undefined> {
  peer.transportsToCome += 1;
  const transport = await room.router
    .createWebRtcTransport({
      webRtcServer: room.server,
      initialAvailableOutgoingBitrate: initialOutgoingBitrate,
      // A client that is gone without a word is noticed by its silence.
      iceConsentTimeout: 20,
    })
    .finally(() => {
      peer.transportsToCome -= 1;
    });
  if (peer.closed) {
    transport.close();
    return undefined;
  }
  peer.transports.set(transport.id, transport);
  transport.observer.once('close', () => peer.transports.delete(transport.id));
  await transport.setMaxIncomingBitrate(maxIncomingBitrate(room.peers.length));
  const { id, iceParameters, iceCandidates, dtlsParameters } = transport;
  return {
    id,
    iceParameters: plain(iceParameters),
    iceCandidates: iceCandidates.map(plain),
    dtlsParameters: plain(dtlsParameters),
  };
}

export function connectTransport(
  transport: WebRtcTransport,
  { dtlsParameters }: MediaPayload<'media:connectTransport'>,
): Promise<void> {
  return transport.connect({ dtlsParameters: dtlsParameters as unknown as DtlsParameters });
}

export async function restartIce(transport: WebRtcTransport): Promise<MediaAnswer<'media:restartIce'>> {
  return { iceParameters: plain(await transport.restartIce()) };
}
