import type { Transport } from 'mediasoup-client/types';

/** A new transport that does not get through in this time never will. */
const connectMs = 12_000;
/** Many a gap closes by itself. */
const gapMs = 1_500;
const mendMs = 5_000;

export interface KeepDeps {
  readonly transport: Transport;
  /** Asks the server for new ICE parameters and uses them; false when that cannot be. */
  readonly restartIce: () => Promise<boolean>;
  readonly onWay: (way: 'up' | 'down') => void;
  /** Nothing helps here: build a new one. */
  readonly onLost: () => void;
  readonly signal: AbortSignal;
}

/** A way that breaks is mended by an ICE restart (the network may be another one); if that does not help in time, it is lost. */
export function keepConnected({ transport, restartIce, onWay, onLost, signal }: KeepDeps): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let mending = false;
  const after = (ms: number, run: () => void) => {
    clearTimeout(timer);
    timer = setTimeout(run, ms);
  };

  async function mend(): Promise<void> {
    if (mending) return;
    mending = true;
    after(mendMs, onLost);
    if (!(await restartIce()) && !signal.aborted) onLost();
  }

  transport.on('connectionstatechange', (state) => {
    if (signal.aborted) return;
    switch (state) {
      case 'connected':
        clearTimeout(timer);
        mending = false;
        return onWay('up');
      case 'connecting':
        if (!mending) after(connectMs, onLost);
        return;
      case 'disconnected':
        onWay('down');
        if (!mending) after(gapMs, () => void mend());
        return;
      case 'failed':
        onWay('down');
        return void mend();
      case 'new':
      case 'closed':
        return;
    }
  });
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
}
