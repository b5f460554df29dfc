import { z } from 'zod';
import { userId } from '../ids.ts';
import { line } from '../text.ts';

const username = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[a-z0-9_.-]{3,64}$/, '3 to 64 of a–z, 0–9, _ . -');
const password = z.string().min(8).max(200);
/** Any attempt at a password: one that could never have been set is wrong, not malformed. */
const attempt = z.string().max(200);
const name = line(80);
const email = z.string().trim().toLowerCase().pipe(z.email().max(254));
const color = z.string().regex(/^#[0-9a-f]{6}$/, 'A colour such as #1c7ed6');
const url = z.url({ protocol: /^https?$/, normalize: true }).max(2_000);

const preferencesLength = 8_192;
/** NUL and half of a surrogate pair, as JSON writes them: PostgreSQL stores neither. */
const unstorable = /(?<!\\)(\\\\)*\\u(0000|d[89a-f])/;
/** What the clients keep for a person; the server only stores it. A change replaces the whole. */
const preferences = z
  .record(z.string().min(1).max(64), z.json())
  .refine((value) => JSON.stringify(value).length <= preferencesLength, 'Too much to keep')
  .refine((value) => !unstorable.test(JSON.stringify(value)), 'Has characters that cannot be kept');

export const registerBody = z.object({ username, password, name, email: email.exactOptional() });
/** A name that nobody can have is a wrong one, not a malformed one. */
export const loginBody = z.object({ username: line(200).toLowerCase(), password: attempt });
export const guestBody = z.object({ name });
/** Browsers send nothing: their token is in a cookie. */
export const logoutBody = z.object({ refreshToken: z.string().min(1).max(200).exactOptional() }).default({});
export const refreshBody = z
  .object({
    ...logoutBody.unwrap().shape,
    /** Made up for this token. Whoever says it again within 10 s lost the answer; any other second use is a thief's. */
    attempt: z.string().min(1).max(100).exactOptional(),
  })
  .default({});
export const updateMeBody = z.object({
  name: name.exactOptional(),
  email: email.nullable().exactOptional(),
  avatarColor: color.exactOptional(),
  avatarUrl: url.nullable().exactOptional(),
  preferences: preferences.exactOptional(),
  password: z.object({ current: attempt, next: password }).exactOptional(),
});
/** A guest, who has no password, sends none. */
export const deleteMeBody = z.object({ password: attempt.exactOptional() }).default({});
export const searchUsersQuery = z.object({ query: line(80).min(2) });

export type RegisterBody = z.infer<typeof registerBody>;
export type LoginBody = z.infer<typeof loginBody>;
export type GuestBody = z.infer<typeof guestBody>;
export type UpdateMeBody = z.infer<typeof updateMeBody>;
export type Preferences = z.infer<typeof preferences>;

/** What anybody who is signed in may see of a person. */
export const publicProfile = z.object({
  id: userId,
  username: z.string(),
  name: z.string(),
  avatarUrl: z.string().nullable(),
  avatarColor: z.string().exactOptional(),
});
export type PublicProfile = z.infer<typeof publicProfile>;

/** What a person sees of themselves. */
export const profile = publicProfile.extend({
  isGuest: z.boolean(),
  email: z.string().nullable(),
  avatarColor: z.string(),
  preferences,
  createdAt: z.iso.datetime(),
});
export type Profile = z.infer<typeof profile>;

/** The refresh token is left out where the answer sets it as a cookie. */
export const signedIn = z.object({ token: z.string(), refreshToken: z.string().exactOptional(), user: profile });
export const profileAnswer = z.object({ user: profile });
export const updatedProfile = signedIn.describe(
  'The token shows the change. A refresh token comes along when the password changed, which ended all others.',
);
export const usersAnswer = z.object({ users: z.array(publicProfile) });
