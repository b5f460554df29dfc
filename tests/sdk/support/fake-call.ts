import { FakeMediaStreamTrack } from 'fake-mediastreamtrack';
import { Device } from 'mediasoup-client';
import * as fakeParameters from 'mediasoup-client/fakeParameters';
import { FakeHandler } from 'mediasoup-client/handlers/FakeHandler';
import type { ConnectionState, Transport } from 'mediasoup-client/types';
import { createCall } from '../../../client/sdk/media/call.ts';
import type { Call, CallEvent } from '../../../client/sdk/media/call-api.ts';
import type { Capture } from '../../../client/sdk/media/capture.ts';
import { done, refused, type Outcome } from '../../../client/sdk/outcome.ts';
import { signal, writable } from '../../../client/sdk/readable.ts';
import type { CallSeat, MediaNotice } from '../../../client/sdk/session/call-line.ts';
import { refuse, type ErrorCode } from '../../../server/protocol/errors.ts';
import type { UserId } from '../../../server/protocol/ids.ts';
import type { MediaRequestName } from '../../../server/protocol/media.ts';
import { uuid } from '../../support/rooms.ts';

const userOf = (name: string) => uuid('caller', name) as UserId;

/** Devices that give a new track each time, which can be unplugged. */
function fakeCapture() {
  const tracks: FakeMediaStreamTrack[] = [];
  const give = async (kind: 'audio' | 'video') => {
    const track = new FakeMediaStreamTrack({ kind });
    tracks.push(track);
    return track as unknown as MediaStreamTrack;
  };
  const capture: Capture = {
    microphone: () => give('audio'),
    camera: () => give('video'),
    screen: async () => ({ picture: await give('video'), sound: null }),
    devices: async () => ({ microphones: [], cameras: [], speakers: [] }),
    onDevicesChanged: () => () => {},
  };
  /** As the browser does it when a device goes away. */
  const unplug = () => {
    const track = tracks.findLast(({ readyState }) => readyState === 'live')!;
    track.remoteStop();
  };
  return { capture, tracks, unplug };
}

const relay = { urls: ['turn:turn.example:3478'], username: 'joined', credential: 'secret' };

type Asked = { readonly name: MediaRequestName; readonly args: Record<string, unknown> };

/** A call over mediasoup-client without a network: a server that says yes unless told otherwise, and devices that are none. */
export function fakeCall() {
  const asked: Asked[] = [];
  const refusing = new Map<MediaRequestName, ErrorCode>();
  const transports: Transport[] = [];
  const theirs: { producerId: string; kind: 'audio' | 'video' }[] = [];
  const devices = fakeCapture();
  const seat = writable<CallSeat | null>(null);
  const notices = signal<MediaNotice>();
  const events: CallEvent[] = [];
  let made = 0;

  const answer = (name: MediaRequestName, args: Record<string, unknown>): object => {
    made += 1;
    switch (name) {
      case 'media:join':
        return {
          token: `router ${made}`,
          routerRtpCapabilities: fakeParameters.generateRouterRtpCapabilities(),
          iceServers: [relay],
          producers: theirs.map((one) => ({
            ...one,
            userId: userOf('Ben'),
            paused: false,
            source: one.kind === 'audio' ? 'microphone' : 'camera',
          })),
        };
      case 'media:createTransport':
        return fakeParameters.generateTransportRemoteParameters();
      case 'media:restartIce':
        return {
          iceParameters: fakeParameters.generateTransportRemoteParameters().iceParameters,
          iceServers: [{ ...relay, username: `restart ${made}` }],
        };
      case 'media:produce':
        return { producerId: `producer ${made}` };
      case 'media:consume': {
        const { kind } = theirs.find(({ producerId }) => producerId === args['producerId'])!;
        const codecMimeType = kind === 'audio' ? 'audio/opus' : 'video/VP8';
        const { rtpParameters } = fakeParameters.generateConsumerRemoteParameters({ codecMimeType });
        return { consumerId: `consumer ${made}`, producerId: args['producerId'], kind, rtpParameters };
      }
      default:
        return {};
    }
  };
  const sit = () =>
    seat.set({
      async ask(name, args): Promise<Outcome<never>> {
        asked.push({ name, args });
        const code = refusing.get(name);
        return code ? refused(refuse(code, 'No')) : done(answer(name, args) as never);
      },
    });
  sit();

  const call: Call = createCall({
    line: { seat, onNotice: notices.listen },
    selfId: userOf('Ada'),
    surroundings: {
      monotonic: () => performance.now(),
      wall: () => Date.now(),
      random: () => 0.5,
      isOffline: () => false,
      onSignal: () => () => {},
    },
    capture: devices.capture,
    async newDevice() {
      const device = await Device.factory({ handlerFactory: FakeHandler.createFactory(fakeParameters) });
      device.observer.on('newtransport', (transport) => transports.push(transport));
      return device;
    },
  });
  call.onEvent((event) => events.push(event));

  return {
    call,
    events,
    devices,
    refusing,
    /** What somebody else sends. */
    theirs,
    userOf,
    notify: notices.send,
    /** The seat is lost with its link; and there is another. */
    cut: () => seat.set(null),
    sit,
    asked: (name: MediaRequestName) => asked.filter((one) => one.name === name).map(({ args }) => args),
    forget: () => void asked.splice(0),
    transports,
    /** What is sent over the transports that are there. */
    sending: () => transports.filter(({ closed, direction }) => !closed && direction === 'send').length,
    way(state: ConnectionState): void {
      for (const transport of transports) {
        if (!transport.closed) (transport.handler as unknown as FakeHandler).setConnectionState(state);
      }
    },
  };
}
