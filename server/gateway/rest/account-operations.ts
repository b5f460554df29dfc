import { z } from 'zod';
import {
  deleteMeBody,
  guestBody,
  loginBody,
  profileAnswer,
  logoutBody,
  refreshBody,
  registerBody,
  searchUsersQuery,
  signedIn,
  updatedProfile,
  updateMeBody,
  usersAnswer,
} from '../../protocol/rest/accounts.ts';
import type { Operation, OperationGroup } from './operation.ts';

const nothing = z.object({});
const open = { method: 'post', access: 'open' } as const;
const own = { access: 'signedIn' } as const;

const auth = {
  register: {
    ...open,
    path: '/register',
    summary: 'Make an account; a guest keeps theirs',
    body: registerBody,
    answer: signedIn,
  },
  login: { ...open, path: '/login', summary: 'Sign in with a password', body: loginBody, answer: signedIn },
  enterAsGuest: {
    ...open,
    path: '/guest',
    summary: 'Come in with nothing but a name',
    body: guestBody,
    answer: signedIn,
  },
  refresh: {
    ...open,
    path: '/refresh',
    summary:
      'A new access token for a refresh token, which is used up: used again, it ends the login, unless the same `attempt` says so within 10 s. Browsers have theirs in a cookie',
    body: refreshBody,
    answer: signedIn,
  },
  logout: { ...open, path: '/logout', summary: 'End this login', body: logoutBody, answer: nothing },
  logoutEverywhere: {
    ...own,
    method: 'post',
    path: '/logout-everywhere',
    summary: 'End every login of mine',
    answer: nothing,
  },
} as const satisfies Readonly<Record<string, Operation>>;

const people = {
  readMe: { ...own, method: 'get', path: '/me', summary: 'My profile and preferences', answer: profileAnswer },
  updateMe: {
    ...own,
    method: 'patch',
    path: '/me',
    summary: 'Change any part of my profile; answers a token that shows it',
    body: updateMeBody,
    answer: updatedProfile,
  },
  deleteMe: {
    ...own,
    method: 'delete',
    path: '/me',
    summary: 'Delete my account; what others took part in stays, without my name',
    body: deleteMeBody,
    answer: nothing,
  },
  searchUsers: {
    ...own,
    method: 'get',
    path: '/users',
    summary: 'Members whose username or name contains the query',
    query: searchUsersQuery,
    answer: usersAnswer,
  },
} as const satisfies Readonly<Record<string, Operation>>;

export const authOperations = { path: '/api/auth', operations: auth } as const satisfies OperationGroup<typeof auth>;
export const peopleOperations = { path: '/api', operations: people } as const satisfies OperationGroup<typeof people>;
