// Loaded into a server by NODE_OPTIONS=--import: its clock is wrong by CARREL_TEST_SKEW_MS, as on a badly kept machine.
const skewMs = Number(process.env['CARREL_TEST_SKEW_MS'] ?? 0);
const honest = Date.now.bind(Date);

class SkewedDate extends Date {
  constructor(...given: unknown[]) {
    super(...((given.length === 0 ? [honest() + skewMs] : given) as [number]));
  }

  static override now(): number {
    return honest() + skewMs;
  }
}

globalThis.Date = SkewedDate as DateConstructor;
