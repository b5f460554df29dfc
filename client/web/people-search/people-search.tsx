import { Text, TextInput, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch, IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PublicProfile } from '../../../server/protocol/rest/accounts.ts';
import { client } from '../app/client.ts';
import { usePerson } from '../app/identity.ts';
import { refusalOf, valueOf } from '../app/queries.ts';
import { t } from '../strings/index.ts';
import { Face } from '../ui/face.tsx';
import { Notice } from '../ui/notice.tsx';
import { refusalText } from '../ui/refusal-text.ts';
import classes from './people-search.module.css';

interface PeopleSearchProps {
  /** What choosing somebody does, said of their name. */
  readonly actionLabel: (name: string) => string;
  readonly except: readonly string[];
  readonly onChoose: (person: PublicProfile) => void;
}

const typingPauseMs = 250;
const leastLetters = 2;

export function PeopleSearch({ actionLabel, except, onChoose }: PeopleSearchProps) {
  const me = usePerson();
  const [typed, setTyped] = useState('');
  const [query] = useDebouncedValue(typed.trim(), typingPauseMs);
  const { data, error, refetch } = useQuery({
    queryKey: ['users', query],
    queryFn: async () => (await valueOf(client.api.users.search(query))).users,
    enabled: query.length >= leastLetters,
  });
  const found = (data ?? []).filter(({ id }) => id !== me.id && !except.includes(id));

  return (
    <div>
      <TextInput
        type="search"
        size="md"
        label={t.create.findPeople}
        value={typed}
        leftSection={<IconSearch size={18} aria-hidden="true" />}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {error && <Notice onRetry={() => void refetch()}>{t.create.searchFailed(refusalText(refusalOf(error)))}</Notice>}
      <div aria-live="polite">
        {data && found.length === 0 && (
          <Text size="sm" c="dimmed" mt="xs">
            {t.create.nobodyFound}
          </Text>
        )}
        <ul className={classes.found}>
          {found.slice(0, 6).map((person) => (
            <li key={person.id}>
              <UnstyledButton
                className={classes.person}
                aria-label={actionLabel(person.name)}
                onClick={() => onChoose(person)}
              >
                <Face id={person.id} name={person.name} color={person.avatarColor} size={30} />
                <span className={classes.name}>
                  {person.name} <small>{person.username}</small>
                </span>
                <IconUserPlus size={18} aria-hidden="true" />
              </UnstyledButton>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
