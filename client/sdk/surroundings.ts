/** What the client needs of the device it runs on; tests bring their own. Timers are the global ones. */
export interface Surroundings {
  /** Milliseconds of a clock that nobody sets; its zero means nothing. */
  readonly monotonic: () => number;
  /** The device's idea of the time, in epoch milliseconds. It may be wrong and may jump. */
  readonly wall: () => number;
  readonly random: () => number;
  /** Whether the device says that it has no network. */
  readonly isOffline: () => boolean;
  /** `wake`: the page is shown again, or the network is back; whatever was believed before may be out of date. */
  readonly onSignal: (listener: (signal: 'wake' | 'offline') => void) => () => void;
}

interface Emitter {
  addEventListener(type: string, listener: () => void): void;
  removeEventListener(type: string, listener: () => void): void;
}
/** Of the browser's globals what is used here; Node has none of them. */
const page = globalThis as unknown as {
  readonly window?: Emitter;
  readonly document?: Emitter & { readonly visibilityState: string };
  readonly navigator?: { readonly onLine?: boolean };
};

export const isVisible = (): boolean => page.document?.visibilityState !== 'hidden';

export function onVisibility(listener: () => void): () => void {
  page.document?.addEventListener('visibilitychange', listener);
  return () => page.document?.removeEventListener('visibilitychange', listener);
}

export function deviceSurroundings(): Surroundings {
  return {
    monotonic: () => performance.now(),
    wall: () => Date.now(),
    random: () => Math.random(),
    isOffline: () => page.navigator?.onLine === false,
    onSignal(listener) {
      const wake = () => listener('wake');
      const offline = () => listener('offline');
      const shown = () => isVisible() && wake();
      const stopVisibility = onVisibility(shown);
      // `resume` is a frozen page that thaws, `pageshow` one that comes back from the history cache.
      page.document?.addEventListener('resume', wake);
      page.window?.addEventListener('pageshow', wake);
      page.window?.addEventListener('online', wake);
      page.window?.addEventListener('offline', offline);
      return () => {
        stopVisibility();
        page.document?.removeEventListener('resume', wake);
        page.window?.removeEventListener('pageshow', wake);
        page.window?.removeEventListener('online', wake);
        page.window?.removeEventListener('offline', offline);
      };
    },
  };
}
