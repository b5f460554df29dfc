import type { Request, Response, Router } from 'express';
import type { Accounts } from '../../people/accounts/accounts.ts';
import { enterAsGuest, login, register } from '../../people/accounts/register.ts';
import {
  browserAttempt,
  logout,
  logoutEverywhere,
  refresh,
  refreshTokenMs,
  type SignedIn,
} from '../../people/accounts/sessions.ts';
import { done, refused, type Outcome } from '../../people/outcome.ts';
import { addressKey } from '../address.ts';
import type { Limiters } from '../limits.ts';
import { authOperations } from './account-operations.ts';
import { routerOf } from './operation.ts';
import { isBrowser, refreshCookie, type RefreshCookies } from './refresh-cookie.ts';
import { bearerToken, type Authenticate, type Routes } from './route.ts';

export interface AccountRoutesOptions {
  accounts: Accounts;
  routes: Routes;
  authenticate: Authenticate;
  limiters: Limiters;
  cookies: RefreshCookies;
}

/** Hands out the refresh token: to browsers as a cookie, to others in the body. */
export function withRefreshToken<T extends Partial<SignedIn>>(
  outcome: Outcome<T>,
  { cookies, request, response }: { cookies: RefreshCookies; request: Request; response: Response },
): Outcome<Omit<T, 'refreshToken'> & Partial<Pick<SignedIn, 'refreshToken'>>> {
  if (!outcome.ok || outcome.value.refreshToken === undefined || !isBrowser(request)) return outcome;
  const { refreshToken, ...body } = outcome.value;
  cookies.set(response, refreshToken, refreshTokenMs);
  return done(body);
}

const noToken = refused('UNAUTHENTICATED', 'There is no refresh token');

/** /api/auth */
export function authRoutes({ accounts, routes, authenticate, limiters, cookies }: AccountRoutesOptions): Router {
  return routerOf(routes, authOperations, {
    async register({ body, now, request, response }) {
      const limited = await limiters.consume('register', addressKey(request.ip));
      if (limited) return { ok: false, refusal: limited };
      // A guest who registers says so by their token. One that has expired is refused and not passed over: the person
      // would silently start anew.
      const token = bearerToken(request);
      const caller = token === null ? null : await authenticate(token, now);
      if (caller && !caller.ok) return caller;
      const outcome = await register(accounts, body, { caller: caller?.value.userId ?? null, now });
      return withRefreshToken(outcome, { cookies, request, response });
    },

    async login({ body, now, request, response }) {
      const address = addressKey(request.ip);
      const attempt = [
        ['failedLogin', `${address} ${body.username}`],
        ['failedLoginFromAddress', address],
        ['failedLoginOfAccount', body.username],
      ] as const;
      // Taken before the password is looked at, so that many attempts at once cannot slip through together.
      for (const [name, key] of attempt) {
        const limited = await limiters.consume(name, key);
        if (limited) return { ok: false, refusal: limited };
      }
      const outcome = await login(accounts, body, now);
      if (outcome.ok) await Promise.all(attempt.map(([name, key]) => limiters.reward(name, key)));
      return withRefreshToken(outcome, { cookies, request, response });
    },

    async enterAsGuest({ body, now, request, response }) {
      const limited = await limiters.consume('guest', addressKey(request.ip));
      if (limited) return { ok: false, refusal: limited };
      return withRefreshToken(await enterAsGuest(accounts, body, now), { cookies, request, response });
    },

    async refresh({ body, now, request, response }) {
      const limited = await limiters.consume('refresh', addressKey(request.ip));
      if (limited) return { ok: false, refusal: limited };
      const token = body.refreshToken ?? refreshCookie(request);
      if (token === null) return noToken;
      const attempt = isBrowser(request) ? browserAttempt : (body.attempt ?? null);
      const outcome = await refresh(accounts, token, { attempt, now });
      if (!outcome.ok && isBrowser(request)) cookies.clear(response);
      return withRefreshToken(outcome, { cookies, request, response });
    },

    async logout({ body, now, request, response }) {
      const token = body.refreshToken ?? refreshCookie(request);
      if (token !== null) await logout(accounts, token, now);
      if (isBrowser(request)) cookies.clear(response);
      return done({});
    },

    async logoutEverywhere({ actor, now, request, response }) {
      if (isBrowser(request)) cookies.clear(response);
      return logoutEverywhere(accounts, actor, now);
    },
  });
}
