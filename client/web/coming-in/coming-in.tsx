import { Paper, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import type { WayOut } from '../app/identity.ts';
import { t } from '../strings/index.ts';
import { useArrival } from '../ui/arrival.ts';
import { useAfter } from '../ui/use-after.ts';
import { Wordmark } from '../ui/wordmark.tsx';
import classes from './coming-in.module.css';
import { GuestForm } from './guest-form.tsx';
import { LoginForm } from './login-form.tsx';
import { RegisterForm } from './register-form.tsx';

const ways = [
  { value: 'guest', label: t.comingIn.guestTab },
  { value: 'login', label: t.comingIn.loginTab },
  { value: 'register', label: t.comingIn.registerTab },
];
const forms = { guest: GuestForm, login: LoginForm, register: RegisterForm };
type Way = keyof typeof forms;

const heardAfterMs = 100;

/** What somebody unknown sees of any page. When they are known the page itself takes its place. */
export function ComingIn({ after }: { after: WayOut | null }) {
  const [way, setWay] = useState<Way>('guest');
  const toSession = location.pathname.startsWith('/study-sessions/');
  const Form = forms[way];
  useArrival();
  return (
    <main className={classes.page}>
      <Stack className={classes.column} gap="lg">
        <Wordmark />
        <LoginEnded after={after} />
        <div>
          <Title order={1} className={classes.title}>
            {t.comingIn.title}
          </Title>
          <Text c="dimmed" mt="xs">
            {toSession ? t.comingIn.leadTo : t.comingIn.lead}
          </Text>
        </div>
        <Paper className={classes.card} shadow="md" withBorder>
          <SegmentedControl
            fullWidth
            mb="lg"
            data={ways}
            value={way}
            onChange={(value) => setWay(value as Way)}
            aria-label={t.comingIn.ways}
          />
          <Form />
        </Paper>
      </Stack>
    </main>
  );
}

function LoginEnded({ after }: { after: WayOut | null }) {
  // Not at once: a screen reader hears what is put in where something is already.
  const heard = useAfter(heardAfterMs);
  return (
    <div role="status" className={classes.ended}>
      {after === 'ended' && heard && <Text fw={600}>{t.comingIn.loginEnded}</Text>}
    </div>
  );
}
