import { WebSocket } from 'ws';
import { closeCodes } from '../../docs/peer.ts';

/** What ws itself closes a connection for, in the words of the contract. */
const translated: Readonly<Record<number, number>> = {
  1002: closeCodes.malformed,
  1007: closeCodes.malformed,
  1009: closeCodes.tooLarge,
};

/** A socket that says the contract's close codes also where the protocol's own would go out. */
export class DocumentSocket extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    super.close(code === undefined ? code : (translated[code] ?? code), reason);
  }
}
