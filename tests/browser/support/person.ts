import type { Page } from '@playwright/test';
import { secretOf } from './crowd.ts';

/** Somebody with a browser, and what they can do without clicking. */
export interface Person {
  readonly page: Page;
  createSession(title: string, seats?: number): Promise<{ id: string; link: string; invite: string }>;
  joinSession(id: string, invite: string): Promise<void>;
}

/** Makes the person who uses a page a guest: the page finds the cookie, and who it was, when it is opened next. */
export async function comeIn(page: Page, url: string, name: string): Promise<Person> {
  const { request } = page.context();

  async function post<Answer>(path: string, data: object, headers: Record<string, string>): Promise<Answer> {
    const answer = await request.post(`${url}${path}`, { headers, data, failOnStatusCode: true });
    return answer.json() as Promise<Answer>;
  }

  const { user, token } = await post<{ user: object; token: string }>(
    '/api/auth/guest',
    { name },
    { 'X-Carrel-Client': 'web' },
  );
  await page.goto(`${url}/icons/idle.svg`);
  await page.evaluate((person) => localStorage.setItem('carrel.person', person), JSON.stringify(user));
  const authorization = { Authorization: `Bearer ${token}` };

  return {
    page,
    async createSession(title, seats) {
      const { session } = await post<{ session: { id: string; inviteLink: string } }>(
        '/api/study-sessions/create',
        { title, maxParticipants: seats },
        authorization,
      );
      return { id: session.id, link: session.inviteLink, invite: secretOf(session.inviteLink) };
    },
    async joinSession(id, invite) {
      await post(`/api/study-sessions/${id}/join`, { invite }, authorization);
    },
  };
}
