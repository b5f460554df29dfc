import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import { client } from '../app/client.ts';
import { t } from '../strings/index.ts';
import { focusOnFault } from '../ui/focus-on.ts';
import { Notice } from '../ui/notice.tsx';
import { fieldRefusal, refusalText } from '../ui/refusal-text.ts';
import { useSignIn } from './use-sign-in.ts';

const fields = ['name', 'username', 'password', 'email'] as const;
type Field = (typeof fields)[number];
type Values = Record<Field, string>;

const faults: Record<Field, (value: string) => string | null> = {
  name: (value) => (value.trim() === '' ? t.comingIn.needName : null),
  username: (value) => (/^[a-z0-9_.-]{3,64}$/i.test(value.trim()) ? null : t.comingIn.badUsername),
  password: (value) => (value.length < 8 ? t.comingIn.shortPassword : null),
  // The server says what an address is.
  email: () => null,
};

/** Used by a visitor, and by a guest who keeps what they have: the server tells them apart by the token. */
export function RegisterForm({
  name = '',
  submitLabel = t.comingIn.register,
}: {
  name?: string;
  submitLabel?: string;
}) {
  const [typed, setTyped] = useState<Partial<Values>>({});
  const values: Values = { name, username: '', password: '', email: '', ...typed };
  const [tried, setTried] = useState(false);
  const { busy, refusal, send } = useSignIn();

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    setTried(true);
    if (busy) return;
    const { currentTarget: form } = event;
    if (fields.some((field) => faults[field](values[field]))) return focusOnFault(form);
    const email = values.email.trim();
    const body = { name: values.name.trim(), username: values.username.trim(), password: values.password };
    void send(client.api.auth.register(email === '' ? body : { ...body, email })).then(() => focusOnFault(form));
  }

  const input = (field: Field) => ({
    name: field,
    size: 'md' as const,
    value: values[field],
    error: (tried ? faults[field](values[field]) : null) ?? fieldRefusal(refusal, field),
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget;
      setTyped((before) => ({ ...before, [field]: value }));
    },
  });
  const known = fields.some((field) => fieldRefusal(refusal, field));

  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <TextInput {...input('name')} label={t.comingIn.guestName} autoComplete="name" maxLength={80} />
        <TextInput
          {...input('username')}
          label={t.comingIn.username}
          description={t.comingIn.usernameHint}
          autoComplete="username"
          autoCapitalize="none"
        />
        <PasswordInput
          {...input('password')}
          label={t.comingIn.password}
          description={t.comingIn.passwordHint}
          autoComplete="new-password"
        />
        <TextInput
          {...input('email')}
          label={t.comingIn.email}
          description={t.comingIn.emailHint}
          type="email"
          autoComplete="email"
        />
        {refusal && !known && <Notice>{refusalText(refusal)}</Notice>}
        <Button type="submit" size="md" loading={busy}>
          {submitLabel}
        </Button>
      </Stack>
    </form>
  );
}
