/** One to send and one to receive by, and as many again while a client builds them anew. */
export const transportsPerPeer = 4;
/** Of one person, with all their tabs. */
export const transportsPerPerson = 12;
/** One of each source, and another of each for the moment in which it takes over. */
export const producersPerPeer = 8;
/** More than a full room of microphones, cameras and a screen. */
export const consumersPerPeer = 400;
/** Of one person, with all their tabs. */
export const consumersPerPerson = 800;

/** What a browser assumes before it has measured, bits a second. */
export const initialOutgoingBitrate = 800_000;

/**
 * What one person may send, bits a second: in a larger room tiles are smaller, and everybody receives all of them. The
 * steps are wide, so that a person who comes or goes seldom moves them.
 */
export function maxIncomingBitrate(peers: number): number {
  if (peers <= 4) return 5_000_000;
  if (peers <= 9) return 3_500_000;
  if (peers <= 25) return 2_000_000;
  return 1_200_000;
}
