import { describe, expect, test } from 'vitest';
import { qualityBetween, readingOf, unknownQuality } from '../../client/sdk/media/quality.ts';
import { qualityWords } from '../../client/web/room/call/quality-words.ts';

/** What a browser reports of a call with a microphone, a camera and one picture from somebody else. */
function report(part: { at: number; rtt?: number; lost?: number; sentLost?: number; freezes?: number; of?: number }) {
  const { at, rtt = 0.04, lost = 0, sentLost = 0, freezes = 0, of = 1 } = part;
  const packets = (at / 1_000) * 100 * of;
  return readingOf(
    [
      { type: 'transport' },
      { type: 'candidate-pair', nominated: false, currentRoundTripTime: 9 },
      { type: 'candidate-pair', nominated: true, currentRoundTripTime: rtt },
      { type: 'inbound-rtp', packetsReceived: packets - lost, packetsLost: lost, bytesReceived: packets * 500 },
      {
        type: 'inbound-rtp',
        packetsReceived: packets,
        packetsLost: 0,
        bytesReceived: packets * 500,
        freezeCount: freezes,
      },
      { type: 'outbound-rtp', packetsSent: packets, bytesSent: packets * 1_000 },
      { type: 'outbound-rtp', packetsSent: packets, bytesSent: packets * 1_000 },
      { type: 'remote-inbound-rtp', packetsLost: sentLost },
      { type: 'remote-inbound-rtp', packetsLost: 0 },
    ],
    at,
  );
}
/** In the two seconds after one: 400 packets came, or should have, and 400 went. */
const after = (part: Omit<Parameters<typeof report>[0], 'at'>) =>
  qualityBetween(
    report({ at: 1_000, lost: 10, sentLost: 10, freezes: 3 }),
    report({ at: 3_000, lost: 10, sentLost: 10, freezes: 3, ...part }),
  );

describe('the quality of a call', () => {
  test('is what happened since the last look, each way', () => {
    expect(after({ lost: 18, sentLost: 14 })).toEqual({
      grade: 'good',
      roundTripMs: 40,
      loss: 0.02,
      sentLoss: 0.01,
      receivedBitsPerSecond: 800_000,
      sentBitsPerSecond: 1_600_000,
      freezes: 0,
    });
  });

  test.each([
    ['good', {}],
    ['fair', { rtt: 0.3 }],
    ['poor', { rtt: 0.6 }],
    ['fair', { lost: 30 }],
    ['poor', { lost: 60 }],
    // What one sends and nobody gets is as bad as what one does not get.
    ['fair', { sentLost: 30 }],
    ['poor', { sentLost: 60 }],
    ['fair', { freezes: 4 }],
  ])('is %s with %j', (grade, part) => expect(after(part).grade).toBe(grade));

  test('nothing is said of another transport, or of a call without packets', () => {
    const first = report({ at: 1_000 });
    expect(qualityBetween(null, first)).toEqual({ ...unknownQuality, roundTripMs: 40 });
    expect(qualityBetween(report({ at: 1_000, of: 9 }), report({ at: 3_000 }))).toMatchObject({
      grade: 'unknown',
      loss: null,
    });
    expect(qualityBetween(readingOf([], 0), readingOf([], 2_000))).toMatchObject({
      grade: 'unknown',
      loss: null,
      sentLoss: null,
    });
    // Counts of the server that come late are of packets sent before.
    expect(after({ sentLost: 900 }).sentLoss).toBe(1);
  });

  test('is told in words: what is wrong, and nothing of what is not', () => {
    expect(qualityWords(after({}))).toBe('Good connection · 40 ms');
    expect(qualityWords(after({ lost: 30, sentLost: 60, freezes: 5 }))).toBe(
      'The connection is bad · 40 ms · 5% of what the others send is lost · 12.5% of what you send is lost · pictures stood still 2 times',
    );
    expect(qualityWords(unknownQuality)).toBe('The connection is being measured');
  });
});
