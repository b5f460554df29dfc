const firstMs = 400;
const mostMs = 5_000;

/**
 * How long to wait before try number `attempt` (from 0), in milliseconds: 200 to 400 at first, doubling, at most 5 s.
 * Half of it is drawn, so that a thousand clients of a server that restarts do not come back in one instant.
 */
export function backoffMs(attempt: number, random: number): number {
  const whole = Math.min(mostMs, firstMs * 2 ** Math.min(attempt, 10));
  return (whole / 2) * (1 + random);
}
