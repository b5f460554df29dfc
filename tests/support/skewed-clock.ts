// Loaded into a server by NODE_OPTIONS=--import: its clock is wrong by CARREL_TEST_SKEW_MS, as on a badly kept machine.
// At each SIGUSR2 it leaps forward by CARREL_TEST_LEAP_MS: that much time has passed, in which nothing ran.
let skewMs = Number(process.env['CARREL_TEST_SKEW_MS'] ?? 0);
const honest = Date.now.bind(Date);

class SkewedDate extends Date {
  constructor(...given: unknown[]) {
    super(...((given.length === 0 ? [honest() + skewMs] : given) as [number]));
  }

  static override now(): number {
    return honest() + skewMs;
  }
}

const leapMs = Number(process.env['CARREL_TEST_LEAP_MS'] ?? 0);
if (leapMs > 0) process.on('SIGUSR2', () => void (skewMs += leapMs));

globalThis.Date = SkewedDate as DateConstructor;
