import type { Page } from '@playwright/test';
import { secretOf, type Guest } from './crowd.ts';

/** Prepares something on the server, and answers how a fresh page comes to see it. */
export type Scene = (url: string) => Promise<(page: Page) => Promise<void>>;

export const longName = 'Maximiliane Konstantina von Hohenfels-Weißenburg zu Altenstadt';
export const longTitle =
  'Advanced functional analysis: compact operators, spectral theory and everything we missed last week';

export async function comeIn(page: Page, name = 'Ada Lovelace'): Promise<void> {
  await page.locator('input[name="guest-name"]').fill(name);
  await page.getByRole('button', { name: 'Continue as guest' }).click();
}

export async function createdBy(host: Guest, body: Parameters<Guest['client']['api']['sessions']['create']>[0]) {
  const answer = await host.client.api.sessions.create(body);
  if (!answer.ok) throw new Error(answer.refusal.message);
  const { id, inviteLink = '' } = answer.value.session;
  return { id, inviteLink, secret: secretOf(inviteLink) };
}

export const tab = (page: Page, name: string): Promise<void> => page.getByRole('tab', { name }).click();
