import { sample, type Arbitrary } from 'fast-check';

/** Values of an arbitrary from a seed that is told in any case: `SEED=… npm test` repeats them. */
export function sampled<Value>(what: string, arbitrary: Arbitrary<Value>, count: number): Value[] {
  const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
  console.log(`${what}: seed ${seed}`);
  return sample(arbitrary, { seed, numRuns: count });
}
