import { Button, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import type { Call } from '../../../sdk/media/index.ts';
import { useParticipants, useReadable, useRoom } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { useHere, useRoomUi } from '../room-context.ts';
import classes from './call-grid.module.css';
import { callChoices } from './choices.ts';
import { shownLarge, tilesOf, unseen } from './tiles.ts';
import { useAudioOnly } from './use-audio-only.ts';
import { useNames } from './use-names.ts';
import { VideoTile } from './video-tile.tsx';

/** Everybody in the call. Tiles keep their order whoever speaks; one may be large: pinned, a screen, or who speaks. */
export function CallGrid({ call, recovering }: { call: Call; recovering: boolean }) {
  const { session, selfId } = useHere();
  const { openDialog } = useRoomUi();
  const own = useReadable(call.own);
  const members = useReadable(call.members);
  const speakers = useReadable(call.speakers);
  const quiet = useReadable(call.quiet);
  const audioOnly = useAudioOnly();
  const nameOf = useNames();
  const people = useRoom(session, (room) => room.participants);
  const mayHost = useParticipants(session)?.mayHost ?? false;
  const { view } = useReadable(callChoices);
  const [pinned, setPinned] = useState<string | null>(null);
  const [lastSpeaker, setLastSpeaker] = useState<string | null>(null);
  const speaking = speakers.find((userId) => userId !== selfId) ?? null;
  // Who spoke last stays large in the pauses.
  if (speaking !== null && speaking !== lastSpeaker) setLastSpeaker(speaking);
  const pin = useCallback((id: string) => setPinned((before) => (before === id ? null : id)), []);

  const tiles = tilesOf(selfId, own, quiet ? members.map(unseen) : members);
  const large = shownLarge(tiles, pinned, view === 'speaker' ? lastSpeaker : null);
  return (
    <div className={classes.call} data-large={large !== null || undefined} data-voices={audioOnly || undefined}>
      {recovering && (
        <p className={classes.recovering} role="status">
          {t.call.recovering}
        </p>
      )}
      <div className={classes.place}>
        <ul className={classes.tiles} data-count={Math.min(tiles.length, 10)} aria-label={t.call.people}>
          {tiles.map(({ key, ...tile }) => (
            <VideoTile
              {...tile}
              key={key}
              id={key}
              call={call}
              name={nameOf(tile.userId)}
              color={people?.[tile.userId]?.avatarColor ?? null}
              mayHost={mayHost}
              large={key === large}
              pinned={key === pinned}
              speaking={tile.what === 'camera' && speakers.includes(tile.userId)}
              onPin={pin}
            />
          ))}
        </ul>
      </div>
      {members.length === 0 && (
        <div className={classes.alone}>
          <Text size="sm" c="dimmed">
            {t.call.alone}
          </Text>
          <Button variant="subtle" size="sm" leftSection={<IconUsers size={18} />} onClick={() => openDialog('share')}>
            {t.share.open}
          </Button>
        </div>
      )}
    </div>
  );
}
