import { ActionIcon, Menu } from '@mantine/core';
import {
  IconCrown,
  IconDots,
  IconHandOff,
  IconMessage,
  IconMessageOff,
  IconUserMinus,
  IconUserStar,
} from '@tabler/icons-react';
import { useState } from 'react';
import type { Participant } from '../../../../server/protocol/room.ts';
import { t } from '../../strings/index.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { useCommand } from '../hooks/use-command.ts';

interface PersonMenuProps {
  readonly person: Participant;
  /** The host herself, who may do more than a co-host. */
  readonly byHost: boolean;
}

/** What a host can do about somebody, where that somebody stands. */
export function PersonMenu({ person, byHost }: PersonMenuProps) {
  const { userId, name, role, chatMuted, handRaisedAt } = person;
  const [asking, setAsking] = useState<'remove' | 'transfer' | null>(null);
  const command = useCommand();
  const close = () => setAsking(null);
  const mayRemove = role === 'PARTICIPANT' || (role === 'CO_HOST' && byHost);
  const otherRole = role === 'CO_HOST' ? 'PARTICIPANT' : 'CO_HOST';

  return (
    <>
      <Menu position="bottom-end" shadow="md" width={200}>
        <Menu.Target>
          <ActionIcon variant="subtle" size={44} aria-label={t.people.actions(name)}>
            <IconDots size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {handRaisedAt !== null && (
            <Menu.Item
              leftSection={<IconHandOff size={18} />}
              onClick={() => void command('participant:lowerHand', { userId })}
            >
              {t.people.lowerHand}
            </Menu.Item>
          )}
          {role === 'PARTICIPANT' && (
            <Menu.Item
              leftSection={chatMuted ? <IconMessage size={18} /> : <IconMessageOff size={18} />}
              onClick={() => void command('participant:setChatMuted', { userId, muted: !chatMuted })}
            >
              {chatMuted ? t.people.unmute : t.people.mute}
            </Menu.Item>
          )}
          {byHost && role !== 'HOST' && (
            <>
              <Menu.Item
                leftSection={<IconUserStar size={18} />}
                onClick={() => void command('participant:setRole', { userId, role: otherRole })}
              >
                {role === 'CO_HOST' ? t.people.makeParticipant : t.people.makeCoHost}
              </Menu.Item>
              <Menu.Item leftSection={<IconCrown size={18} />} onClick={() => setAsking('transfer')}>
                {t.people.transfer}
              </Menu.Item>
            </>
          )}
          {mayRemove && (
            <Menu.Item leftSection={<IconUserMinus size={18} />} onClick={() => setAsking('remove')}>
              {t.people.remove}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <Confirm
        opened={asking === 'remove'}
        title={t.people.removeAsk(name)}
        yes={t.people.remove}
        onYes={() => void command('participant:remove', { userId })}
        onClose={close}
      />
      <Confirm
        opened={asking === 'transfer'}
        title={t.people.transferAsk(name)}
        yes={t.people.transfer}
        onYes={() => void command('participant:transferHost', { userId })}
        onClose={close}
      />
    </>
  );
}
