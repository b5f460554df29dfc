import type { UserId } from '../../../server/protocol/ids.ts';
import type { ProducerShown } from '../../../server/protocol/media.ts';
import type { CallMember, Sent } from './call-state.ts';

/** Everything that somebody sends, as the server told. */
export type Known = ReadonlyMap<string, ProducerShown & { readonly track: MediaStreamTrack | null }>;

interface Told {
  readonly known: Known;
  /** Everybody in the call. A server of an earlier version does not tell: then it is whoever sends something. */
  readonly present: readonly UserId[];
  readonly selfId: UserId;
  /** Everybody who was ever seen in the call, in the order in which they came: it grows at its end. */
  readonly places: readonly UserId[];
}

/** `places` with those who are new, as the server has them: in the order in which they came. */
export function placesWith({ known, present, places }: Omit<Told, 'selfId'>): readonly UserId[] {
  return [...new Set([...places, ...present, ...[...known.values()].map(({ userId }) => userId)])];
}

/**
 * The others in their places: a tile keeps its own whoever comes, goes, and comes back. Members that are as before stay the
 * same.
 */
export function membersOf(
  { known, present, selfId, places }: Told,
  before: readonly CallMember[],
): readonly CallMember[] {
  const others = present.filter((userId) => userId !== selfId);
  const sends = new Map<UserId, Partial<Record<ProducerShown['source'], Sent>>>(others.map((userId) => [userId, {}]));
  for (const { userId, source, producerId, paused, track } of known.values()) {
    if (userId === selfId) continue;
    const theirs = sends.get(userId) ?? {};
    theirs[source] = { producerId, paused, track };
    sends.set(userId, theirs);
  }
  return [...sends]
    .toSorted(([a], [b]) => places.indexOf(a) - places.indexOf(b))
    .map(([userId, theirs]) => {
      const old = before.find((one) => one.userId === userId);
      return old && isSame(old.sends, theirs) ? old : { userId, sends: theirs };
    });
}

function isSame(a: CallMember['sends'], b: CallMember['sends']): boolean {
  const sources = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof typeof a>;
  return [...sources].every((source) => {
    const [one, other] = [a[source], b[source]];
    return one?.producerId === other?.producerId && one?.paused === other?.paused && one?.track === other?.track;
  });
}
