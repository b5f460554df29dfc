import { ActionIcon } from '@mantine/core';
import { IconMicrophoneOff, IconPictureInPicture, IconPin, IconPinnedOff, IconScreenShare } from '@tabler/icons-react';
import { memo, useRef } from 'react';
import type { Call } from '../../../sdk/media/index.ts';
import { t } from '../../strings/index.ts';
import { Face } from '../../ui/face.tsx';
import { HostMenu } from './host-menu.tsx';
import { Picture } from './picture.tsx';
import type { Tile } from './tiles.ts';
import { useLevel } from './use-level.ts';
import { useLook } from './use-look.ts';
import classes from './video-tile.module.css';

interface VideoTileProps extends Omit<Tile, 'key'> {
  readonly call: Call;
  readonly id: Tile['key'];
  readonly name: string;
  readonly color: string | null;
  /** Whether who looks at it is a host. */
  readonly mayHost: boolean;
  readonly large: boolean;
  readonly pinned: boolean;
  readonly speaking: boolean;
  readonly onPin: (id: Tile['key']) => void;
}

/** Somebody in the call, or the screen they share. It is drawn when it changes, not when somebody else speaks. */
export const VideoTile = memo(function VideoTile({
  call,
  id,
  name,
  color,
  mayHost,
  large,
  pinned,
  ...rest
}: VideoTileProps) {
  const { userId, self, what, track, picture, sound, muted, speaking, onPin } = rest;
  const tileRef = useRef<HTMLLIElement>(null);
  const videoRef = useRef<HTMLVideoElement>(null);
  const label = what === 'screen' ? t.call.isSharing(name) : self ? t.call.you(name) : name;
  useLook(call, tileRef, videoRef, picture?.producerId ?? null);
  useLevel(call, tileRef, sound?.producerId ?? null);
  const mark = what === 'camera' ? { 'data-testid': 'video-tile' } : { 'data-testid': 'screen-tile' };
  return (
    <li
      ref={tileRef}
      {...mark}
      className={classes.tile}
      data-user-id={userId}
      data-large={large || undefined}
      data-speaking={speaking || undefined}
    >
      {/* Behind the picture as well, which comes a moment later. */}
      {what === 'camera' && <Face id={userId} name={name} color={color} size={large ? 96 : 64} />}
      {track && (
        <Picture track={track} mirrored={self && what === 'camera'} whole={what === 'screen'} videoRef={videoRef} />
      )}
      <div className={classes.name}>
        {what === 'screen' && <IconScreenShare size={16} aria-hidden="true" />}
        {what === 'camera' && muted && <IconMicrophoneOff size={16} role="img" aria-label={t.call.isMuted} />}
        <span title={label}>{label}</span>
      </div>
      {what === 'camera' && !muted && <span className={classes.level} aria-hidden="true" />}
      <div className={classes.actions}>
        {track && document.pictureInPictureEnabled && (
          <ActionIcon
            variant="filled"
            size={36}
            aria-label={`${t.call.pip}: ${label}`}
            onClick={() => void videoRef.current?.requestPictureInPicture().catch(() => undefined)}
          >
            <IconPictureInPicture size={18} />
          </ActionIcon>
        )}
        <ActionIcon
          variant="filled"
          size={36}
          aria-pressed={pinned}
          aria-label={pinned ? t.call.unpin(label) : t.call.pin(label)}
          onClick={() => onPin(id)}
        >
          {pinned ? <IconPinnedOff size={18} /> : <IconPin size={18} />}
        </ActionIcon>
        {mayHost && !self && (
          <HostMenu call={call} userId={userId} what={what} muted={muted} picture={picture} name={label} />
        )}
      </div>
    </li>
  );
});
