import type { KeyObject } from 'node:crypto';
import { jwtVerify, SignJWT } from 'jose';
import { JOSEError } from 'jose/errors';

/** Long enough to watch, and to seek: a browser asks for a part of a film at a time. */
export const passMs = 15 * 60_000;
const issuer = 'carrel';
/** No access token is a pass, and no pass an access token. */
const audience = 'carrel recordings';

/** A signed word that opens one film to its bearer, for 15 minutes from `now` (epoch milliseconds). */
export function issuePass(secret: KeyObject, recordingRowId: string, now: number): Promise<string> {
  return new SignJWT()
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(recordingRowId)
    .setIssuer(issuer)
    .setAudience(audience)
    .setExpirationTime(Math.floor((now + passMs) / 1_000))
    .sign(secret);
}

export async function passHolds(secret: KeyObject, pass: string, recordingRowId: string, now: number) {
  try {
    const options = { algorithms: ['HS256'], issuer, audience, currentDate: new Date(now) };
    const { payload } = await jwtVerify(pass, secret, options);
    return payload.sub === recordingRowId;
  } catch (error) {
    if (error instanceof JOSEError) return false;
    throw error;
  }
}
