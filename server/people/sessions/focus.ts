/** A stretch of time in epoch milliseconds, its end not included. */
export type Span = { readonly startedAt: number; readonly endedAt: number };

/**
 * How long, in milliseconds, stays and spans coincide: Σ max(0, min(ends) − max(starts)) over all pairs. Stays of one
 * person never overlap, nor do the spans (the phases of one timer), so no moment counts twice for a person.
 *
 * - attended time = overlap of a person's attendance with the time from the session's start to its end
 * - focus time = overlap of a person's attendance with the completed WORK phases. A phase that was paused counts from its
 *   end backwards for its full length, as `TimerState.startedAt` does, so a pause earns nothing.
 */
export function overlapMs(stays: readonly Span[], spans: readonly Span[]): number {
  let total = 0;
  for (const stay of stays) {
    for (const span of spans) {
      total += Math.max(0, Math.min(stay.endedAt, span.endedAt) - Math.max(stay.startedAt, span.startedAt));
    }
  }
  return total;
}

/**
 * How much of a session its people took part in, from 0 to 100: what they attended of it together, out of what they would
 * have if everybody who ever joined had stayed all the time. Null for a session that took no time or had nobody.
 */
export function participationScore(attendedMs: number, people: number, durationMs: number): number | null {
  return people > 0 && durationMs > 0 ? Math.min(100, (attendedMs / (people * durationMs)) * 100) : null;
}
