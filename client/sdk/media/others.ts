import type { UserId } from '../../../server/protocol/ids.ts';
import type { ProducerShown } from '../../../server/protocol/media.ts';
import { writable, type Readable } from '../readable.ts';
import type { MediaNotice } from '../session/call-line.ts';
import type { CallMember } from './call-state.ts';
import type { Look } from './layers.ts';
import { membersOf, placesWith } from './members.ts';
import type { Wanted } from './receiving.ts';

export interface OthersDeps {
  readonly selfId: UserId;
  /** Whether all of it is there: until then, on the way back in, what was seen stays in view. */
  readonly isThere: () => boolean;
  /** Nothing is received while it is quiet. */
  readonly isQuiet: () => boolean;
  readonly want: (producerId: string, wanted: Wanted) => void;
  readonly drop: (producerId: string) => void;
}

/** The others in the call: who they are, what they send, and what of it is looked at here. */
export function createOthers({ selfId, isThere, isQuiet, want, drop }: OthersDeps) {
  const members = writable<readonly CallMember[]>([]);
  const known = new Map<string, ProducerShown & { readonly track: MediaStreamTrack | null }>();
  const looks = new Map<string, Set<Look>>();
  let present: readonly UserId[] = [];
  /** Kept over rebuilds: while one comes back, or another does, they are told of in the order in which they are there again. */
  let places: readonly UserId[] = [];

  function show(): void {
    if (!isThere()) return;
    const before = members.getSnapshot();
    places = placesWith({ known, present, places });
    const next = membersOf({ known, present, selfId, places }, before);
    const isSame = next.length === before.length && next.every((one, index) => one === before[index]);
    if (!isSame) members.set(next);
  }

  function receive(producerId: string): void {
    const producer = known.get(producerId);
    if (producer && producer.userId !== selfId) want(producerId, wantedOf(producer));
  }

  function wantedOf({ producerId, kind }: ProducerShown): Wanted {
    if (isQuiet()) return null;
    if (kind === 'audio') return 'sound';
    const heights = [...(looks.get(producerId) ?? [])].map(({ height }) => height);
    return heights.length === 0 ? null : { height: Math.max(...heights) };
  }

  function change(producerId: string, news: { paused: boolean } | { track: MediaStreamTrack }): void {
    const producer = known.get(producerId);
    if (!producer) return;
    known.set(producerId, { ...producer, ...news });
    show();
  }

  return {
    members: members as Readable<readonly CallMember[]>,
    show,

    /** What is known is of a leg that has ended. */
    forget(): void {
      known.clear();
      present = [];
    },

    /** Who sends what, as one comes in. */
    found(producers: readonly ProducerShown[]): void {
      for (const producer of producers) known.set(producer.producerId, { ...producer, track: null });
    },

    received: (producerId: string, track: MediaStreamTrack) => change(producerId, { track }),

    hear(notice: OfOthers): void {
      switch (notice.name) {
        case 'media:producerAdded': {
          const { sessionId: _, ...producer } = notice.payload;
          known.set(producer.producerId, { ...producer, track: null });
          show();
          return receive(producer.producerId);
        }
        case 'media:producerClosed':
          drop(notice.payload.producerId);
          known.delete(notice.payload.producerId);
          return show();
        case 'media:producerPaused':
        case 'media:producerResumed':
          return change(notice.payload.producerId, { paused: notice.name === 'media:producerPaused' });
        case 'media:members':
          present = notice.payload.userIds;
          return show();
      }
    },

    /** What is wanted of all there is, asked for anew. */
    receiveAll(): void {
      for (const producerId of known.keys()) receive(producerId);
    },

    look(producerId: string, look: Look): () => void {
      const theirs = looks.get(producerId) ?? new Set();
      looks.set(producerId, theirs);
      theirs.add(look);
      receive(producerId);
      return () => {
        theirs.delete(look);
        if (theirs.size === 0) looks.delete(producerId);
        receive(producerId);
      };
    },
  };
}

type OfOthers = Extract<MediaNotice, { name: 'media:members' | `media:producer${string}` }>;
