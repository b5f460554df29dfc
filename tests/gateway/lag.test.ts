import { expect, test } from 'vitest';
import { watchLag } from '../../server/gateway/lag.ts';

test('an event loop whose turns take long is said to lag, until they are short again', async () => {
  const lag = watchLag(300);
  const busy = new AbortController();
  const turn = () => {
    const until = performance.now() + 80;
    while (performance.now() < until);
    if (!busy.signal.aborted) setTimeout(turn, 0);
  };
  turn();
  await expect.poll(() => lag.ms(), { timeout: 10_000 }).toBeGreaterThan(40);
  busy.abort();
  await expect.poll(() => lag.ms(), { timeout: 10_000 }).toBeLessThan(40);
  lag.close();
});
