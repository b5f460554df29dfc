/** Told in the handshake. Two adjacent versions of the server serve the same protocol during a rolling update. */
export const protocolVersion = 1;
