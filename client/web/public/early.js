// Runs before the first paint. A file of its own, since the content security policy allows no inline script.

/** Storage may be switched off: then nothing is kept. */
function kept(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

// Nobody who chose dark sees a flash of light. The key is that of Mantine's colour scheme manager.
{
  const chosen = kept('mantine-color-scheme-value');
  const dark = chosen === 'dark' || (chosen !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
}

// Whoever is known here will see the page of this address: its parts come along with the application, not after it.
{
  const parts = JSON.parse(document.querySelector('meta[name="page-parts"]')?.content ?? '{}');
  const [, place, sessionId] = location.pathname.split('/');
  const session = kept(`activeStudySession_${sessionId}`) ? 'room' : 'session';
  const page = place === 'study-sessions' && sessionId ? session : 'sessions';
  const wanted = kept('carrel.person') && place !== 'profile' ? parts[page] : undefined;
  for (const href of wanted ?? []) {
    const link = document.createElement('link');
    const style = href.endsWith('.css');
    link.rel = style ? 'preload' : 'modulepreload';
    if (style) link.as = 'style';
    link.crossOrigin = '';
    link.href = href;
    document.head.append(link);
  }
}
