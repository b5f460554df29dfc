import { ActionIcon, Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { IconAdjustmentsHorizontal, IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { sessionStatuses, sessionTypes } from '../format/choices.ts';
import type { SessionsTab } from './tabs.ts';
import { t } from '../strings/index.ts';
import type { Filters } from './session-lists.ts';

interface FilterBarProps {
  readonly tab: SessionsTab;
  readonly filters: Filters;
  readonly onChange: (filters: Filters) => void;
}

/** What is over is in no list of open sessions. */
const open = sessionStatuses.filter((status) => status === 'SCHEDULED' || status === 'ACTIVE');
const typingPauseMs = 300;
const choices = <Value extends string>(values: readonly Value[], labels: Record<Value, string>) => [
  { value: '', label: t.sessions.any },
  ...values.map((value) => ({ value, label: labels[value] })),
];

/** The search field; the rest on demand. Asks once the typing pauses. */
export function FilterBar({ tab, filters, onChange }: FilterBarProps) {
  const [typed, setTyped] = useState(filters);
  const [opened, setOpened] = useState(false);

  useEffect(() => {
    if (typed === filters) return undefined;
    const timer = setTimeout(() => onChange(typed), typingPauseMs);
    return () => clearTimeout(timer);
  }, [typed, filters, onChange]);

  const text = (key: 'query' | 'subject' | 'tag') => ({
    value: typed[key] ?? '',
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setTyped((before) => ({ ...before, [key]: value }));
    },
  });
  const choose = (key: 'status' | 'type') => ({
    value: typed[key] ?? '',
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setTyped((before) => ({ ...before, [key]: value === '' ? undefined : value }));
    },
  });

  return (
    <search>
      <Group gap="xs" wrap="nowrap">
        <TextInput
          {...text('query')}
          type="search"
          size="md"
          flex={1}
          maw={420}
          aria-label={t.sessions.search}
          placeholder={t.sessions.search}
          leftSection={<IconSearch size={18} aria-hidden="true" />}
        />
        <ActionIcon
          variant={opened ? 'filled' : 'default'}
          size={44}
          aria-label={t.sessions.filters}
          aria-expanded={opened}
          onClick={() => setOpened(!opened)}
        >
          <IconAdjustmentsHorizontal size={20} />
        </ActionIcon>
      </Group>
      {opened && (
        <Group gap="sm" mt="sm" align="end">
          <TextInput {...text('subject')} size="md" label={t.sessions.subject} />
          <TextInput {...text('tag')} size="md" label={t.sessions.tag} />
          {tab !== 'past' && (
            <NativeSelect
              {...choose('status')}
              size="md"
              label={t.sessions.status}
              data={choices(tab === 'browse' ? open : sessionStatuses, t.statuses)}
            />
          )}
          <NativeSelect {...choose('type')} size="md" label={t.sessions.type} data={choices(sessionTypes, t.types)} />
          <Button variant="subtle" size="md" onClick={() => setTyped({})}>
            {t.sessions.clearFilters}
          </Button>
        </Group>
      )}
    </search>
  );
}
