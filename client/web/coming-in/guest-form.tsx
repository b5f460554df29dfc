import { Button, Stack, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import { client } from '../app/client.ts';
import { t } from '../strings/index.ts';
import { focusOnFault } from '../ui/focus-on.ts';
import { Notice } from '../ui/notice.tsx';
import { refusalText } from '../ui/refusal-text.ts';
import { useSignIn } from './use-sign-in.ts';

export function GuestForm() {
  const [name, setName] = useState('');
  const [error, setError] = useState<string | null>(null);
  const { busy, refusal, send } = useSignIn();

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (busy) return;
    if (name.trim() === '') {
      setError(t.comingIn.needName);
      return focusOnFault(event.currentTarget);
    }
    void send(client.api.auth.guest({ name: name.trim() }));
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput
          name="guest-name"
          label={t.comingIn.guestName}
          description={t.comingIn.guestNameHint}
          size="md"
          maxLength={80}
          autoComplete="name"
          value={name}
          error={error}
          onChange={(event) => {
            setName(event.currentTarget.value);
            setError(null);
          }}
        />
        {refusal && <Notice>{refusalText(refusal)}</Notice>}
        <Button type="submit" size="md" loading={busy}>
          {t.comingIn.asGuest}
        </Button>
      </Stack>
    </form>
  );
}
