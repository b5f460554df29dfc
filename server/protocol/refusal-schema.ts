import { z } from 'zod';
import { errorCodes, refuse, type Refusal } from './errors.ts';

export const refusalSchema = z.object({
  code: z.enum(errorCodes),
  message: z.string(),
  details: z.array(z.object({ path: z.string(), message: z.string() })).exactOptional(),
  retryAfterMs: z.int().exactOptional(),
}) satisfies z.ZodType<Refusal>;

/** Of several forms that all do not fit, the one that fits best is what was meant; the last of equals. */
function issuesOf(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const nearest = issue.errors.reduce((best, form) => (form.length <= best.length ? form : best));
  return nearest.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })).flatMap(issuesOf);
}

/** What a failed parse tells the caller: the path and the reason of each issue. */
export function invalid(error: z.ZodError): Refusal {
  const issues = error.issues.flatMap(issuesOf).slice(0, 20);
  const details = issues.map(({ path, message }) => ({ path: path.join('.'), message }));
  return refuse('VALIDATION_FAILED', details[0]?.message ?? 'The request is malformed', { details });
}
