import type { Collaborator, SocketId } from '@excalidraw/excalidraw/types';
import type { Awareness } from 'y-protocols/awareness';

/** What a page shows of itself on the board; `user` is the server's word. */
interface Shown {
  readonly user?: { readonly id?: unknown; readonly name?: unknown };
  readonly pointer?: Collaborator['pointer'];
  readonly button?: Collaborator['button'];
  readonly selected?: readonly string[];
}

type Company = Map<SocketId, Collaborator>;

/** How often one's own pointer is told, in milliseconds. */
const everyMs = 50;

/** Where the others point and what they have selected, and the same of oneself for them. */
export function keepCompany(awareness: Awareness, someone: string, show: (others: Company) => void) {
  let mine: Omit<Shown, 'user'> = {};
  let timer: ReturnType<typeof setTimeout> | undefined;

  function tell(part: Omit<Shown, 'user'>): void {
    const next = { ...mine, ...part };
    if (JSON.stringify(next) === JSON.stringify(mine)) return;
    mine = next;
    timer ??= setTimeout(() => {
      timer = undefined;
      awareness.setLocalState({ ...awareness.getLocalState(), ...mine });
    }, everyMs);
  }

  function look(): void {
    const others: Company = new Map();
    for (const [client, state] of awareness.getStates() as Map<number, Shown>) {
      if (client === awareness.clientID || !state.user) continue;
      const { user, pointer, button, selected } = state;
      others.set(String(client) as SocketId, {
        id: String(user.id),
        username: typeof user.name === 'string' ? user.name : someone,
        selectedElementIds: Object.fromEntries(
          (Array.isArray(selected) ? selected : []).slice(0, mostSelected).map((id) => [String(id), true] as const),
        ),
        ...(isPointer(pointer) ? { pointer } : {}),
        ...(button === 'down' || button === 'up' ? { button } : {}),
      });
    }
    show(others);
  }

  awareness.on('change', look);
  look();
  return {
    tell,
    close() {
      clearTimeout(timer);
      awareness.off('change', look);
    },
  };
}

/** An awareness state may be 16 kB. */
export const mostSelected = 200;

const isPointer = (pointer: unknown): pointer is NonNullable<Shown['pointer']> =>
  typeof pointer === 'object' &&
  pointer !== null &&
  'x' in pointer &&
  'y' in pointer &&
  Number.isFinite(pointer.x) &&
  Number.isFinite(pointer.y);
