import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import { client } from '../app/client.ts';
import { t } from '../strings/index.ts';
import { focusOnFault } from '../ui/focus-on.ts';
import { Notice } from '../ui/notice.tsx';
import { refusalText } from '../ui/refusal-text.ts';
import { useSignIn } from './use-sign-in.ts';

export function LoginForm() {
  const [username, setUsername] = useState('');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const { busy, refusal, send } = useSignIn();

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    setTried(true);
    if (busy) return;
    if (username.trim() === '' || password === '') return focusOnFault(event.currentTarget);
    void send(client.api.auth.login({ username: username.trim(), password }));
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput
          name="username"
          label={t.comingIn.username}
          size="md"
          autoComplete="username"
          autoCapitalize="none"
          value={username}
          error={tried && username.trim() === '' ? t.comingIn.needUsername : null}
          onChange={(event) => setUsername(event.currentTarget.value)}
        />
        <PasswordInput
          name="password"
          label={t.comingIn.password}
          size="md"
          autoComplete="current-password"
          value={password}
          error={tried && password === '' ? t.comingIn.needPassword : null}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {refusal && <Notice>{refusal.code === 'UNAUTHENTICATED' ? t.comingIn.wrong : refusalText(refusal)}</Notice>}
        <Button type="submit" size="md" loading={busy}>
          {t.comingIn.login}
        </Button>
      </Stack>
    </form>
  );
}
