import './theme/styles.ts';
import { startTransition, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { watchLogin } from './app/login-watch.ts';
import { registerServiceWorker } from './pwa/register.tsx';
import { t } from './strings/index.ts';
import { keepFocus } from './ui/keep-focus.ts';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

document.getElementById('popups')?.setAttribute('aria-label', t.common.popups);
keepFocus();
watchLogin();
if (import.meta.env.PROD) void registerServiceWorker();
// As a transition, so that the first drawing is done in slices: a slow telephone hears its person meanwhile.
startTransition(() =>
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  ),
);
