import { expect, test } from './support/carrel-test.ts';

/** Seed 001, 7.3: its steps and selectors as written, but for the second person, who has a login of their own. */
test('create and join a study session', async ({ carrel, openAs }) => {
  // User 1: Create session
  const page = await openAs('Ada');
  await page.goto(`${carrel.url}/study-sessions`);
  await page.click('button:has-text("Create Session")');
  await page.fill('input[name="title"]', 'Math Study Group');
  await page.click('button:has-text("Create")');

  // Copy invite link
  const inviteLink = await page.locator('[data-testid="invite-link"]').textContent();

  // User 2: Join via link (new context)
  const page2 = await openAs('Ben');
  await page2.goto(inviteLink ?? '');
  await page2.click('button:has-text("Join Session")');

  // Verify both users see each other
  await expect(page.locator('[data-testid="participant-list"]')).toContainText('2 participants');
  await expect(page2.locator('[data-testid="participant-list"]')).toContainText('2 participants');
});
