import type { RtpCapabilities, RtpParameters } from 'mediasoup/types';

/**
 * What the recorder can take of what a router offers: the codecs themselves. Nothing is sent again to it, since nothing
 * is lost on the way inside a machine; it asks for a whole picture when it lacks one.
 */
export function recorderCapabilities({ codecs = [] }: RtpCapabilities): RtpCapabilities {
  return {
    codecs: codecs
      .filter(({ mimeType }) => !mimeType.toLowerCase().endsWith('/rtx'))
      .map((codec) => ({
        ...codec,
        rtcpFeedback: (codec.rtcpFeedback ?? []).filter(
          ({ type, parameter }) => type === 'nack' && parameter === 'pli',
        ),
      })),
    headerExtensions: [],
  };
}

/** The parameters that ffmpeg needs to read a stream. They are the sender's own words: nothing else of them gets into a line. */
const decisive = new Set(['packetization-mode', 'profile-level-id', 'sprop-stereo', 'stereo', 'profile-id']);
const plain = /^\w{1,32}$/;

/** Tells ffmpeg what will come to it, and at which port of this machine (its RTCP at the next). */
export function sessionDescription(kind: 'audio' | 'video', { codecs }: RtpParameters, port: number): string {
  const { mimeType, payloadType, clockRate, channels, parameters } = codecs[0]!;
  const name = mimeType.slice(mimeType.indexOf('/') + 1);
  const format = Object.entries(parameters ?? {}).flatMap(([key, value]) =>
    decisive.has(key) && plain.test(String(value)) ? [`${key}=${String(value)}`] : [],
  );
  return [
    'v=0',
    'o=- 0 0 IN IP4 127.0.0.1',
    's=-',
    'c=IN IP4 127.0.0.1',
    't=0 0',
    `m=${kind} ${port} RTP/AVPF ${payloadType}`,
    `a=rtpmap:${payloadType} ${name}/${clockRate}${channels ? `/${channels}` : ''}`,
    ...(format.length > 0 ? [`a=fmtp:${payloadType} ${format.join(';')}`] : []),
    '',
  ].join('\r\n');
}

/** An empty report and an empty description, of nobody in particular: ffmpeg gives up after ten seconds without a packet. */
export const stillHere = Buffer.from([0x80, 201, 0, 1, 0, 0, 0, 0, 0x80, 202, 0, 0]);

/** RTCP's BYE (RFC 3550, 6.6) after an empty report, of nobody in particular: at it ffmpeg writes what it has, and ends. */
export const goodbye = Buffer.from([0x80, 201, 0, 1, 0, 0, 0, 0, 0x81, 203, 0, 1, 0, 0, 0, 0]);
