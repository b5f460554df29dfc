import { Button, Container, Group, Tabs, Title } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { sessionsTabs, type SessionsTab } from './tabs.ts';
import { t } from '../strings/index.ts';
import { usePageTitle } from '../ui/page-title.ts';
import { TopBar } from '../ui/top-bar.tsx';
import { SessionList } from './session-list.tsx';
import classes from './sessions-page.module.css';
import { UpNext } from './up-next.tsx';
import { useLiveLists } from './use-live-lists.ts';

const CreateDialog = lazy(() => import('./create/create-dialog.tsx'));

export function SessionsPage() {
  const { tab = 'mine' } = useSearch({ from: '/study-sessions' });
  const navigate = useNavigate({ from: '/study-sessions' });
  const [creating, setCreating] = useState(false);
  const create = () => setCreating(true);
  useLiveLists();
  usePageTitle(t.sessions.title);

  return (
    <>
      <TopBar />
      <Container component="main" id="content" size="lg" className={classes.page}>
        <Group className={classes.heading} justify="space-between" wrap="nowrap">
          <Title order={1} className={classes.title}>
            {t.sessions.title}
          </Title>
          {/* Away while its dialog is open, where "Create" means another thing. */}
          {!creating && (
            <Button size="md" leftSection={<IconPlus size={18} />} onClick={create}>
              {t.sessions.create}
            </Button>
          )}
        </Group>
        <UpNext />
        <Tabs
          value={tab}
          onChange={(value) => {
            const next = sessionsTabs.find((name) => name === value);
            if (next) void navigate({ search: { tab: next }, replace: true });
          }}
        >
          <Tabs.List mb="lg" aria-label={t.sessions.title}>
            {sessionsTabs.map((name) => (
              <Tabs.Tab key={name} value={name} className={classes.tab}>
                {t.sessions[name]}
              </Tabs.Tab>
            ))}
          </Tabs.List>
          {sessionsTabs.map((name: SessionsTab) => (
            <Tabs.Panel key={name} value={name}>
              {name === tab && <SessionList tab={name} onCreate={creating ? null : create} />}
            </Tabs.Panel>
          ))}
        </Tabs>
      </Container>
      {creating && (
        <Suspense fallback={null}>
          <CreateDialog onClose={() => setCreating(false)} />
        </Suspense>
      )}
    </>
  );
}
