import { existsSync } from 'node:fs';
import type { LaunchOptions } from '@playwright/test';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/**
 * How tests launch the system's Chromium: headless, alone (it asks nobody for updates or field trials), with a
 * synthetic camera and microphone that need no permission prompt. `CHROMIUM_PATH` names another browser.
 */
export function chromium(): LaunchOptions {
  const executablePath = process.env['CHROMIUM_PATH'] ?? places.find((place) => existsSync(place));
  if (executablePath === undefined)
    throw new Error(`No Chromium at ${places.join(', ')}: run scripts/install-tools.sh`);
  return {
    executablePath,
    args: [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
    ],
  };
}
