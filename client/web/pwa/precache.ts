import type { Plugin } from 'vite';

/** Beside what the build makes: files of client/web/public that the application shows without a network. */
const publicFiles = [
  '/color-scheme.js',
  '/manifest.webmanifest',
  '/icons/idle.svg',
  '/icons/work.svg',
  '/icons/short-break.svg',
  '/icons/long-break.svg',
];
/** Scripts, styles, and the one alphabet everybody needs; others are loaded where they are read. */
const kept = /\.(js|css)$|inter-latin-wght-normal[^/]*\.woff2$/;

/** Writes into the service worker which files it keeps. */
export function precache(): Plugin {
  return {
    name: 'carrel:precache',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      const worker = bundle['service-worker.js'];
      if (worker?.type !== 'chunk') throw new Error('The build made no service-worker.js');
      const files = Object.keys(bundle)
        .filter((name) => name !== 'service-worker.js' && kept.test(name))
        .map((name) => `/${name}`);
      worker.code = worker.code.replace('precachedFiles', JSON.stringify([...publicFiles, ...files]));
    },
  };
}
