import type { UserId } from '../../../../server/protocol/ids.ts';
import type { CallMember, OwnSources, Sent } from '../../../sdk/media/index.ts';

export interface Tile {
  /** The same as long as the person shows the same. */
  readonly key: string;
  readonly userId: UserId;
  readonly self: boolean;
  readonly what: 'camera' | 'screen';
  /** Null: there is no picture (yet). */
  readonly track: MediaStreamTrack | null;
  /** What has to be looked at, so that the picture comes; null of one's own, and where there is none. */
  readonly picture: Sent | null;
  readonly sound: Sent | null;
  readonly muted: boolean;
}

/** Somebody as they are shown while nobody is looked at: the last picture would stand still. */
export function unseen({ userId, sends: { camera, screen: _, ...sounds } }: CallMember): CallMember {
  return { userId, sends: { ...sounds, ...(camera && { camera: { ...camera, track: null } }) } };
}

/** Oneself first, then the others in the order in which they came; a screen stands beside who shares it. */
export function tilesOf(selfId: UserId, own: OwnSources, members: readonly CallMember[]): readonly Tile[] {
  const { camera, microphone, screen } = own;
  const mine = { userId: selfId, self: true, picture: null, sound: null };
  return [
    {
      ...mine,
      key: selfId,
      what: 'camera',
      track: camera.kind === 'on' ? camera.track : null,
      muted: microphone.kind !== 'on',
    },
    ...(screen.kind === 'on'
      ? [{ ...mine, key: `${selfId} screen`, what: 'screen' as const, track: screen.track, muted: true }]
      : []),
    ...members.flatMap(({ userId, sends }): Tile[] => {
      const theirs = { userId, self: false };
      const person: Tile = {
        ...theirs,
        key: userId,
        what: 'camera',
        picture: sends.camera ?? null,
        track: sends.camera && !sends.camera.paused ? sends.camera.track : null,
        sound: sends.microphone ?? null,
        muted: !sends.microphone || sends.microphone.paused,
      };
      if (!sends.screen) return [person];
      return [
        person,
        {
          ...theirs,
          key: `${userId} screen`,
          what: 'screen',
          picture: sends.screen,
          track: sends.screen.track,
          sound: null,
          muted: true,
        },
      ];
    }),
  ];
}

/** Which tile is large: the one that was pinned, else the screen of somebody else, else who speaks. Null: all are equal. */
export function shownLarge(tiles: readonly Tile[], pinned: string | null, speaker: string | null): string | null {
  const there = (key: string | null) => tiles.some((tile) => tile.key === key);
  if (there(pinned)) return pinned;
  const screen = tiles.find(({ what, self }) => what === 'screen' && !self);
  if (screen) return screen.key;
  return there(speaker) ? speaker : null;
}
