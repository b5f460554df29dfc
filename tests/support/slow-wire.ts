// Loaded into a server by --import: what it sends arrives CARREL_TEST_WIRE_DELAY_MS late, as from the other side of the
// world. `CARREL_TEST_WIRE_DELAY_MS=300 npx playwright test` finds stories that go on before what they did has happened.
// Only the way back is long, so clocks that are set by it (tests/browser/agreement.spec.ts) are wrong by half of that.
import { Server } from 'node:http';
import type { Socket } from 'node:net';

const delayMs = Number(process.env['CARREL_TEST_WIRE_DELAY_MS']);
const later = (act: () => void) => void setTimeout(act, delayMs);

/* eslint-disable no-underscore-dangle, typescript/unbound-method -- what a subclass of a stream would override */
/** Timers of one length fire in their order, and so nothing overtakes. */
function slowDown(socket: Socket): void {
  const { _write: write, _final: final } = socket;
  const sent = () => undefined;
  socket._write = function (chunk, encoding, done) {
    later(() => write.call(this, chunk, encoding, sent));
    done();
  };
  Reflect.set(socket, '_writev', undefined);
  socket._final = function (done) {
    later(() => final.call(this, done));
  };
}

const { emit } = Server.prototype;
Server.prototype.emit = function (this: Server, name: string, ...args: unknown[]) {
  if (name === 'connection') slowDown(args[0] as Socket);
  return Reflect.apply(emit, this, [name, ...args]) as boolean;
} as typeof emit;
