import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { t } from '../../strings/index.ts';
import { useRoomActions } from './use-room-actions.tsx';

/** What one does seldom. */
export function RoomMenu() {
  const actions = useRoomActions();
  return (
    <Menu position="bottom-end" shadow="md" width={240}>
      <Menu.Target>
        <ActionIcon variant="subtle" size={44} aria-label={t.room.menu} data-room-menu>
          <IconDots size={20} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {actions.map(({ label, icon, run, grave }) => (
          <Menu.Item key={label} leftSection={icon} onClick={run} data-grave={grave || undefined}>
            {label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
