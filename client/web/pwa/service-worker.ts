/// <reference lib="webworker" />
// Opens the application without a network, and shows the notices of the timer. It keeps the files the build named by
// their content, and the page as the server last sent it, with its headers: a page's nonce and the policy that names the
// nonce come from one answer and stay together. Nothing of the API is ever kept here.
const worker = self as unknown as ServiceWorkerGlobalScope;

/** The build puts the list of files here. */
declare const precachedFiles: readonly string[];
const files = precachedFiles;
const cacheName = `carrel-${files.join('').length}-${hashOf(files.join(' '))}`;
const page = '/study-sessions';
/** Slower than this, the kept page is shown. */
const patienceMs = 4_000;

function hashOf(text: string): string {
  let hash = 0;
  for (const char of text) hash = (hash * 31 + (char.codePointAt(0) ?? 0)) | 0;
  return (hash >>> 0).toString(36);
}

worker.addEventListener('install', (event) => {
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll([page, ...files])));
});

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      const old = (await caches.keys()).filter((name) => name.startsWith('carrel-') && name !== cacheName);
      await Promise.all(old.map((name) => caches.delete(name)));
      await worker.clients.claim();
    })(),
  );
});

// The page asks for it when its person has agreed to reload.
worker.addEventListener('message', (event) => {
  if (event.data === 'activate') event.waitUntil(worker.skipWaiting());
});

worker.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  if (request.mode === 'navigate') event.respondWith(answerPage(request, url));
  else if (files.includes(url.pathname) || url.pathname.startsWith('/assets/')) event.respondWith(answerFile(request));
});

/** From the server, while it answers; what is no page of the application is the server's alone. */
async function answerPage(request: Request, url: URL): Promise<Response> {
  if (/^\/(api|docs|metrics|healthz|readyz)(\/|$)/.test(url.pathname)) return fetch(request);
  try {
    return await fetch(request, { signal: AbortSignal.timeout(patienceMs) });
  } catch {
    return (await caches.match(page, { cacheName })) ?? Response.error();
  }
}

/** What is not kept ahead is kept once it was wanted: its name says its content, so it never grows old. */
async function answerFile(request: Request): Promise<Response> {
  const kept = await caches.match(request, { cacheName });
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) {
    const cache = await caches.open(cacheName);
    await cache.put(request, answer.clone());
  }
  return answer;
}

worker.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const url: unknown = event.notification.data?.url;
  event.waitUntil(
    (async () => {
      const open = await worker.clients.matchAll({ type: 'window' });
      const there = open.find((client) => typeof url === 'string' && new URL(client.url).pathname === url) ?? open[0];
      if (there) await there.focus();
      else if (typeof url === 'string') await worker.clients.openWindow(url);
    })(),
  );
});
