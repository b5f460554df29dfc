import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconMicrophoneOff, IconScreenShareOff, IconVideoOff } from '@tabler/icons-react';
import type { MediaSource } from '../../../../server/protocol/media-sources.ts';
import type { Call } from '../../../sdk/media/index.ts';
import { t } from '../../strings/index.ts';
import { sayRefusal } from '../../ui/toast.ts';
import type { Tile } from './tiles.ts';

interface HostMenuProps extends Pick<Tile, 'userId' | 'what' | 'muted' | 'picture'> {
  readonly call: Call;
  readonly name: string;
}

/** What a host can do about what somebody sends. Only they themselves switch it on again. */
export function HostMenu({ call, userId, what, muted, picture, name }: HostMenuProps) {
  async function stop(source: MediaSource): Promise<void> {
    const answer = await call.mute(userId, source);
    if (!answer.ok) sayRefusal(answer.refusal);
  }
  const choices =
    what === 'screen'
      ? [{ source: 'screen' as const, label: t.call.stopTheirScreen, Icon: IconScreenShareOff, there: true }]
      : [
          { source: 'microphone' as const, label: t.call.silence, Icon: IconMicrophoneOff, there: !muted },
          {
            source: 'camera' as const,
            label: t.call.stopTheirCamera,
            Icon: IconVideoOff,
            there: picture !== null,
          },
        ];
  const possible = choices.filter(({ there }) => there);
  if (possible.length === 0) return null;
  return (
    <Menu position="bottom-end" shadow="md" width={190}>
      <Menu.Target>
        <ActionIcon variant="filled" size={36} aria-label={t.call.actions(name)}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {possible.map(({ source, label, Icon }) => (
          <Menu.Item key={source} leftSection={<Icon size={18} />} onClick={() => void stop(source)}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
