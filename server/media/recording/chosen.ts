import type { UserId } from '../../protocol/ids.ts';
import { kindOf } from '../../protocol/media.ts';
import type { Sending } from '../media-room.ts';

/** A recording shows one picture at a time; this many are at hand, so that the next is there when somebody speaks. */
const mostPictures = 6;

/**
 * What is written down of what is sent by those who agreed: all that is heard, and of the pictures the screens and the
 * faces of those who spoke last (`spoke`: the latest first), then those that are written down already, then any.
 */
export function chosen(
  sendings: readonly Sending[],
  spoke: readonly UserId[],
  isTapped: (sending: Sending) => boolean,
): Sending[] {
  const rank = ({ userId, source }: Sending): number => {
    if (source === 'screen') return -1;
    const turn = spoke.indexOf(userId);
    return turn < 0 ? Infinity : turn;
  };
  const pictures = sendings
    .filter(({ source }) => kindOf[source] === 'video')
    .map((sending) => ({ sending, rank: rank(sending), tapped: isTapped(sending) }))
    .toSorted((a, b) => (a.rank === b.rank ? Number(b.tapped) - Number(a.tapped) : a.rank - b.rank));
  return [
    ...sendings.filter(({ source }) => kindOf[source] === 'audio'),
    ...pictures.slice(0, mostPictures).map(({ sending }) => sending),
  ];
}
