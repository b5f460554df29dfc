import { Button, PasswordInput, Stack } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import type { Refusal } from '../../../server/protocol/errors.ts';
import { client } from '../app/client.ts';
import { t } from '../strings/index.ts';
import { focusOnFault } from '../ui/focus-on.ts';
import { Notice } from '../ui/notice.tsx';
import { refusalText } from '../ui/refusal-text.ts';
import { say } from '../ui/toast.ts';

const shortest = 8;

export function PasswordForm() {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  async function save(): Promise<void> {
    setBusy(true);
    const answer = await client.api.me.update({ password: { current, next } });
    setBusy(false);
    if (!answer.ok) return setRefusal(answer.refusal);
    setRefusal(null);
    setTried(false);
    setCurrent('');
    setNext('');
    say(t.profile.passwordChanged);
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    setTried(true);
    if (current === '' || next.length < shortest) focusOnFault(event.currentTarget);
    else if (!busy) void save();
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <PasswordInput
          size="md"
          label={t.profile.currentPassword}
          autoComplete="current-password"
          value={current}
          error={tried && current === '' ? t.comingIn.needPassword : null}
          onChange={(event) => setCurrent(event.currentTarget.value)}
        />
        <PasswordInput
          size="md"
          label={t.profile.newPassword}
          autoComplete="new-password"
          value={next}
          error={tried && next.length < shortest ? t.comingIn.shortPassword : null}
          onChange={(event) => setNext(event.currentTarget.value)}
        />
        {refusal && <Notice>{refusalText(refusal)}</Notice>}
        <Button type="submit" variant="default" size="md" loading={busy}>
          {t.profile.changePassword}
        </Button>
      </Stack>
    </form>
  );
}
