import { Button, Group, Stack, Text } from '@mantine/core';
import { IconShare3 } from '@tabler/icons-react';
import { useState } from 'react';
import type { PublicProfile } from '../../../server/protocol/rest/accounts.ts';
import { useParticipants, useRoom } from '../../sdk/react/index.ts';
import { client } from '../app/client.ts';
import { PeopleSearch } from '../people-search/people-search.tsx';
import { useHere } from '../room/room-context.ts';
import { t } from '../strings/index.ts';
import { Dialog } from '../ui/dialog.tsx';
import { say, sayRefusal } from '../ui/toast.ts';
import { InviteLink } from './invite-link.tsx';
import { QrCode } from './qr-code.tsx';
import { useInviteLink } from './use-invite-link.ts';

const canShare = 'share' in navigator;

/** Every way to bring others into the room. */
export default function ShareDialog({ onClose }: { onClose: () => void }) {
  const { session, sessionId } = useHere();
  const link = useInviteLink(sessionId);
  const title = useRoom(session, (room) => room.title) ?? '';
  const people = useParticipants(session);
  const [invited, setInvited] = useState<readonly string[]>([]);
  const known = [...(people?.here ?? []), ...(people?.invited ?? [])].map(({ userId }) => userId);

  async function invite(person: PublicProfile): Promise<void> {
    setInvited((before) => [...before, person.id]);
    const answer = await client.api.sessions.invite(sessionId, [person.id]);
    if (answer.ok) return say(`${t.share.sent}: ${person.name}`);
    setInvited((before) => before.filter((id) => id !== person.id));
    sayRefusal(answer.refusal);
  }

  return (
    <Dialog onClose={onClose} title={t.share.title} size="lg">
      <Stack>
        <Text size="sm" c="dimmed">
          {t.share.lead}
        </Text>
        {link !== null && (
          <>
            <InviteLink link={link} />
            <Group align="center" justify="space-between">
              <QrCode text={link} />
              {canShare && (
                <Button
                  variant="default"
                  size="md"
                  leftSection={<IconShare3 size={18} />}
                  onClick={() => void navigator.share({ title, text: t.share.text(title), url: link }).catch(() => {})}
                >
                  {t.share.share}
                </Button>
              )}
            </Group>
          </>
        )}
        {people?.mayHost && (
          <>
            <Text fw={600}>{t.share.people}</Text>
            <PeopleSearch
              actionLabel={t.share.inviteOne}
              except={[...known, ...invited]}
              onChoose={(person) => void invite(person)}
            />
          </>
        )}
      </Stack>
    </Dialog>
  );
}
