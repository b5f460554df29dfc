import type { Request, Router } from 'express';
import type { UserId } from '../../protocol/ids.ts';
import { deleteAccount, readProfile, searchUsers, updateProfile } from '../../people/accounts/profile.ts';
import { done, type Outcome } from '../../people/outcome.ts';
import { addressKey } from '../address.ts';
import type { Limiters } from '../limits.ts';
import { peopleOperations } from './account-operations.ts';
import { routerOf } from './operation.ts';
import { withRefreshToken, type AccountRoutesOptions } from './auth.ts';

/** A stolen access token is no way to guess the password: a wrong one counts as a failed login. */
async function guarded<T>(
  limiters: Limiters,
  { request, userId }: { request: Request; userId: UserId },
  attempt: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const key = `${addressKey(request.ip)} ${userId}`;
  const limited = await limiters.consume('failedLogin', key);
  if (limited) return { ok: false, refusal: limited };
  const outcome = await attempt();
  if (outcome.ok) await limiters.reward('failedLogin', key);
  return outcome;
}

/** /api/me and /api/users */
export function peopleRoutes({ accounts, routes, limiters, cookies }: AccountRoutesOptions): Router {
  return routerOf(routes, peopleOperations, {
    async readMe({ actor }) {
      const profile = await readProfile(accounts, actor);
      return profile.ok ? done({ user: profile.value }) : profile;
    },

    async updateMe({ actor, body, now, request, response }) {
      const update = () => updateProfile(accounts, actor, body, now);
      const outcome = body.password
        ? await guarded(limiters, { request, userId: actor.userId }, update)
        : await update();
      return withRefreshToken(outcome, { cookies, request, response });
    },

    async deleteMe({ actor, body, now, request, response }) {
      const outcome = await guarded(limiters, { request, userId: actor.userId }, () =>
        deleteAccount(accounts, actor, { password: body.password, now }),
      );
      if (outcome.ok) cookies.clear(response);
      return outcome;
    },

    async searchUsers({ actor, query: { query } }) {
      const limited = await limiters.consume('searchUsers', actor.userId);
      if (limited) return { ok: false, refusal: limited };
      return done({ users: await searchUsers(accounts, actor, query) });
    },
  });
}
