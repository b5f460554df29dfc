import { existsSync } from 'node:fs';
import type { LaunchOptions } from '@playwright/test';

/** Chromium without what is around its pages: a third cheaper, and it has no notices. */
export const headlessShell = (): LaunchOptions => launching('/usr/bin/chromium-headless-shell');
export const chromium = (): LaunchOptions => launching('/usr/bin/chromium');

/**
 * How tests launch the system's Chromium: headless, alone (it asks nobody for updates or field trials), with a
 * synthetic camera and microphone that need no permission prompt. `CHROMIUM_PATH` names another browser.
 */
function launching(path: string): LaunchOptions {
  const executablePath = process.env['CHROMIUM_PATH'] ?? path;
  if (!existsSync(executablePath)) throw new Error(`No Chromium at ${executablePath}: run scripts/install-tools.sh`);
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
      // Three cameras (the second one’s format is none for WebRTC), of few pictures a second: four pages in a call code and
      // decode sixteen of them.
      '--use-fake-device-for-media-stream=device-count=3,fps=5',
      '--use-fake-ui-for-media-stream',
    ],
  };
}
