import { Button } from '@mantine/core';
import { client } from '../app/client.ts';
import { t } from '../strings/index.ts';
import { say } from '../ui/toast.ts';
import { whenToLook } from './when-to-look.ts';

/** Installs the service worker, and says when a newer version of the application waits behind this one. */
export async function registerServiceWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  let wanted = false;
  // The new version is in charge: the page is loaded from it, once, and only because its person said so.
  serviceWorker.addEventListener('controllerchange', () => {
    if (wanted) location.reload();
  });

  function announce(waiting: ServiceWorker): void {
    const reload = () => {
      wanted = true;
      waiting.postMessage('activate');
    };
    const action = (
      <Button size="compact-md" onClick={reload}>
        {t.pwa.updateNow}
      </Button>
    );
    say(t.pwa.update, { stays: true, action });
  }

  // It loads all pages ahead, which on a first visit would compete with the one that is wanted.
  await pageIsQuiet();
  try {
    const registration = await serviceWorker.register('/service-worker.js');
    if (registration.waiting) announce(registration.waiting);
    registration.addEventListener('updatefound', () => {
      const { installing } = registration;
      installing?.addEventListener('statechange', () => {
        // Without one in charge this is the first visit, and nothing is new about it.
        if (installing.state === 'installed' && serviceWorker.controller) announce(installing);
      });
    });
    // Without a network there is nothing newer to be had; it is looked for again.
    whenToLook(client.connection, () => void registration.update().catch(() => {}));
  } catch {
    // Private windows and plain HTTP have none: the application needs the network then.
  }
}

/** Loaded, and with nothing better to do; or ten seconds later in any case. Where a browser cannot tell, loaded is enough. */
async function pageIsQuiet(): Promise<void> {
  if (document.readyState !== 'complete') {
    await new Promise<void>((resolve) => window.addEventListener('load', () => resolve(), { once: true }));
  }
  if (!('requestIdleCallback' in window)) return;
  await new Promise<void>((resolve) => void requestIdleCallback(() => resolve(), { timeout: 10_000 }));
}
