import { QueryClient } from '@tanstack/react-query';
import type { Outcome } from '../../sdk/index.ts';
import type { Refusal } from '../../../server/protocol/errors.ts';

/** A refusal on its way through TanStack Query, which knows failures as things thrown. */
class RefusedError extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

export async function valueOf<Value>(outcome: Promise<Outcome<Value>>): Promise<Value> {
  const settled = await outcome;
  if (!settled.ok) throw new RefusedError(settled.refusal);
  return settled.value;
}

export const refusalOf = (error: unknown): Refusal =>
  error instanceof RefusedError ? error.refusal : { code: 'INTERNAL', message: String(error) };

/** Only what may pass by itself is asked for again. */
const mayPass = (error: unknown): boolean => ['UNAVAILABLE', 'INTERNAL'].includes(refusalOf(error).code);

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) => failures < 2 && mayPass(error),
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
});
