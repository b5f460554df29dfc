import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { precache } from './client/web/pwa/precache.ts';
import { pageParts } from './client/web/pwa/page-parts.ts';
import { precompress } from './client/web/pwa/precompress.ts';
import { excalidrawAssets } from './client/web/room/board/build-assets.ts';

// In development the pages come from Vite and everything else from the server beside it (scripts/dev.ts sets the address).
const server = process.env['DEV_SERVER_URL'] ?? 'http://127.0.0.1:3000';

const source = (path: string) => join(import.meta.dirname, 'client/web', path);

export default defineConfig({
  root: 'client/web',
  plugins: [react(), excalidrawAssets(), pageParts(), precache(), precompress()],
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    target: 'es2023',
    // The content security policy allows no data: URLs for fonts and scripts.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: { index: source('index.html'), 'service-worker': source('pwa/service-worker.ts') },
      output: {
        // What every page starts with is one file: each further one costs a slow network a way there and back.
        codeSplitting: { groups: [{ name: 'app', tags: ['$initial'], test: /^(?!.*service-worker)/ }] },
        // The service worker's address is its identity, and its folder what it may serve.
        entryFileNames: ({ name }) => (name === 'service-worker' ? '[name].js' : 'assets/[name]-[hash].js'),
      },
    },
  },
  server: {
    proxy: {
      '/api': server,
      '/docs': server,
      '/socket.io': { target: server, ws: true },
      '/yjs': { target: server, ws: true },
    },
  },
});
