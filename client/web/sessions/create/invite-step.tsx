import { ActionIcon, Group, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { PeopleSearch } from '../../people-search/people-search.tsx';
import { t } from '../../strings/index.ts';
import { Face } from '../../ui/face.tsx';
import type { StepProps } from './step-props.ts';

export function InviteStep({ draft: { invited }, change }: StepProps) {
  return (
    <>
      <Text size="sm" c="dimmed">
        {t.create.inviteHint}
      </Text>
      <PeopleSearch
        actionLabel={t.share.inviteOne}
        except={invited.map(({ id }) => id)}
        onChoose={(person) => change({ invited: [...invited, person] })}
      />
      {invited.length > 0 && (
        <section aria-label={t.create.invited}>
          <Text fw={600} mb={4}>
            {t.create.invited}
          </Text>
          {invited.map((person) => (
            <Group key={person.id} gap="sm" wrap="nowrap" py={4}>
              <Face id={person.id} name={person.name} color={person.avatarColor} size={28} />
              <Text size="sm" flex={1} truncate>
                {person.name}
              </Text>
              <ActionIcon
                variant="subtle"
                size={44}
                aria-label={t.create.removeInvited(person.name)}
                onClick={() => change({ invited: invited.filter(({ id }) => id !== person.id) })}
              >
                <IconX size={18} />
              </ActionIcon>
            </Group>
          ))}
        </section>
      )}
    </>
  );
}
