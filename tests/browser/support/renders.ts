import type { Page } from '@playwright/test';

/** The part of React's fiber that says what was rendered; the same in the built client. */
interface Fiber {
  readonly tag: number;
  readonly flags: number;
  readonly alternate: Fiber | null;
  readonly child: Fiber | null;
  readonly sibling: Fiber | null;
  readonly stateNode: unknown;
}
interface Watched {
  readonly rendered: Set<Element>;
  commits: number;
}

/**
 * From now on notes the rows (of the chat and of any list) in which React rendered something. React reports each commit
 * to whoever stands in for its developer tools, in the built client as well. Before the page is opened.
 */
export async function watchRenders(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const functionComponent = 0;
    const hostComponent = 5;
    const memoComponents = [14, 15];
    const performedWork = 1;
    const watched: Watched = { rendered: new Set(), commits: 0 };
    Object.assign(globalThis, { watched });

    function firstElement(fiber: Fiber | null): Element | null {
      for (let at = fiber; at; at = at.sibling) {
        if (at.tag === hostComponent) return at.stateNode as Element;
        const within = firstElement(at.child);
        if (within) return within;
      }
      return null;
    }

    function note(fiber: Fiber): void {
      const renders = fiber.tag === functionComponent || memoComponents.includes(fiber.tag);
      if (renders && fiber.flags & performedWork) {
        const row = firstElement(fiber.child)?.closest('article, li');
        if (row) watched.rendered.add(row);
      }
      // What React passed over it left as it was, the child being the very same.
      if (fiber.alternate?.child === fiber.child) return;
      for (let child = fiber.child; child; child = child.sibling) note(child);
    }

    Object.assign(globalThis, {
      __REACT_DEVTOOLS_GLOBAL_HOOK__: {
        supportsFiber: true,
        inject: () => 1,
        onCommitFiberUnmount() {},
        onCommitFiberRoot(_: number, root: { current: Fiber }) {
          note(root.current);
          watched.commits += 1;
        },
      },
    });
  });
}

/** Does something, and answers the words of the rows that were rendered for it, once there was something to render. */
export async function rowsRenderedBy(page: Page, act: () => Promise<unknown>): Promise<string[]> {
  await page.evaluate(() => {
    const { watched } = globalThis as unknown as { watched: Watched };
    watched.rendered.clear();
    watched.commits = 0;
  });
  await act();
  await page.waitForFunction(() => (globalThis as unknown as { watched: Watched }).watched.commits > 0);
  return page.evaluate(async () => {
    // Effects come after the frame.
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const { watched } = globalThis as unknown as { watched: Watched };
    return [...watched.rendered].map((row) => row.textContent ?? '');
  });
}
