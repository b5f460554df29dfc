import { z } from 'zod';
import { errorCodes, refuse, type Refusal } from './errors.ts';

export const refusalSchema = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  details: z.array(z.object({ path: z.string(), message: z.string() })).exactOptional(),
  retryAfterMs: z.int().exactOptional(),
}) satisfies z.ZodType<Refusal>;

/** What a failed parse tells the caller: the path and the reason of each issue. */
export function invalid(error: z.ZodError): Refusal {
  const details = error.issues.slice(0, 20).map(({ path, message }) => ({ path: path.join('.'), message }));
  return refuse('VALIDATION_FAILED', details[0]?.message ?? 'The request is malformed', { details });
}
