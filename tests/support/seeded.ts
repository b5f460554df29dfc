import { assert, type IProperty } from 'fast-check';

/** Checks a property with a seed that is told in any case: `SEED=… npm test` repeats it. */
export function checkSeeded<Values>(name: string, property: IProperty<Values>, numRuns: number): void {
  const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
  const startedAt = performance.now();
  assert(property, { numRuns, seed, includeErrorInReport: true });
  const took = ((performance.now() - startedAt) / 1_000).toFixed(1);
  console.log(`${name}: ${numRuns} runs, seed ${seed}, ${took} s`);
}
