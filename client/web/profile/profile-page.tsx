import { Button, Container, Group, Paper, SegmentedControl, Text, Title, useMantineColorScheme } from '@mantine/core';
import { usePerson } from '../app/identity.ts';
import { RegisterForm } from '../coming-in/register-form.tsx';
import { t } from '../strings/index.ts';
import { usePageTitle } from '../ui/page-title.ts';
import { signOutEverywhere } from '../ui/sign-out.ts';
import { say } from '../ui/toast.ts';
import { TopBar } from '../ui/top-bar.tsx';
import { PasswordForm } from './password-form.tsx';
import classes from './profile-page.module.css';
import { ProfileForm } from './profile-form.tsx';

const schemes = (['light', 'dark', 'auto'] as const).map((value) => ({ value, label: t.profile.schemes[value] }));

export function ProfilePage() {
  const person = usePerson();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  usePageTitle(t.profile.title);

  async function everywhere(): Promise<void> {
    if (!(await signOutEverywhere())) say(t.errors.UNAVAILABLE, { failed: true });
  }

  return (
    <>
      <TopBar />
      <Container component="main" id="content" size="xs" className={classes.page}>
        <Title order={1} size="h2">
          {t.profile.title}
        </Title>
        <Paper className={classes.card} withBorder>
          <ProfileForm key={person.id} person={person} />
        </Paper>
        {person.isGuest ? (
          <Paper className={classes.card} withBorder>
            <Title order={2} size="h4">
              {t.profile.keep}
            </Title>
            <Text size="sm" c="dimmed" mb="md" mt={4}>
              {t.profile.guest}
            </Text>
            <RegisterForm name={person.name} submitLabel={t.profile.keep} />
          </Paper>
        ) : (
          <Paper className={classes.card} withBorder>
            <Title order={2} size="h4" mb="sm">
              {t.profile.password}
            </Title>
            <PasswordForm />
          </Paper>
        )}
        <Paper className={classes.card} withBorder>
          <Title order={2} size="h4" mb="sm">
            {t.profile.appearance}
          </Title>
          <SegmentedControl
            fullWidth
            data={schemes}
            value={colorScheme}
            aria-label={t.profile.appearance}
            onChange={(value) => setColorScheme(value)}
          />
        </Paper>
        {!person.isGuest && (
          <Group>
            <Button variant="default" size="md" onClick={() => void everywhere()}>
              {t.profile.logoutEverywhere}
            </Button>
          </Group>
        )}
      </Container>
    </>
  );
}
