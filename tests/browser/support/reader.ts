import { expect, type Locator, type Page } from '@playwright/test';

type Role = Parameters<Page['getByRole']>[0];
/** More presses of Tab than this from one thing to the next, and nobody would go on. */
const mostPresses = 12;

/** Somebody without a pointer and without a picture: only keys act, and things are found by role and name. */
export function reader(page: Page) {
  const { keyboard } = page;
  const the = (role: Role, name?: string): Locator =>
    page.getByRole(role, name === undefined ? {} : { name, exact: true }).first();

  /** Goes on to it from where one is, as often as it takes, and there sees where one is. */
  async function tabTo(role: Role, name: string, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    const wanted = the(role, name);
    // A dialog takes the focus a moment after it is seen: whoever pressed Tab sooner would go on behind it.
    await expect.poll(() => wanted.evaluate(isWithinReach)).toBe(true);
    for (let presses = 0; presses <= mostPresses; presses += 1) {
      if (await wanted.evaluate((element) => element === document.activeElement)) return expectSeen(wanted);
      await keyboard.press(key);
    }
    throw new Error(`${role} “${name}” is more than ${mostPresses} presses away`);
  }

  /** Opens the menu of a button; it takes the focus a moment after it is seen. */
  async function open(menu: string): Promise<void> {
    await tabTo('button', menu);
    await keyboard.press('Enter');
    await expect(the('menu', menu).locator(':focus')).toBeAttached();
  }

  return {
    page,
    the,
    tabTo,
    open,

    async press(role: Role, name: string, key?: 'Tab' | 'Shift+Tab'): Promise<void> {
      await tabTo(role, name, key);
      await keyboard.press('Enter');
    },

    async write(role: Role, name: string, words: string): Promise<void> {
      await tabTo(role, name);
      await keyboard.type(words);
      await keyboard.press('Enter');
    },

    /** Opens a menu and goes down to one of its items. */
    async choose(menu: string, item: string): Promise<void> {
      await open(menu);
      const wanted = the('menuitem', item);
      for (let presses = 0; !(await wanted.evaluate((element) => element === document.activeElement)); presses += 1) {
        expect(presses, `presses to ${item}`).toBeLessThan(mostPresses);
        await keyboard.press('ArrowDown');
      }
      await keyboard.press('Enter');
    },

    /** Told by itself, wherever one is. */
    async hears(words: string): Promise<void> {
      await expect(page.getByRole('status').filter({ hasText: words })).not.toHaveCount(0);
    },
  };
}

const isWithinReach = (element: Element): boolean =>
  element.closest('[role="dialog"]')?.contains(document.activeElement) ?? true;

/** The focus can be seen: it has a ring, is in view, and nothing around it is transparent. */
async function expectSeen(focused: Locator): Promise<void> {
  await expect(focused).toBeInViewport();
  const { ring, opacity } = await focused.evaluate((element) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(element);
    let opacity = 1;
    for (let one: Element | null = element; one; one = one.parentElement)
      opacity *= Number(getComputedStyle(one).opacity);
    return { ring: outlineStyle === 'none' ? 0 : Number.parseFloat(outlineWidth), opacity };
  });
  expect(ring, 'the ring around what has the focus').toBeGreaterThanOrEqual(2);
  expect(opacity, 'the opacity of what has the focus').toBe(1);
}
