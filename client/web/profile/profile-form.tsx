import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useState, type SubmitEvent } from 'react';
import type { Refusal } from '../../../server/protocol/errors.ts';
import { client } from '../app/client.ts';
import { cameIn, type Person } from '../app/identity.ts';
import { t } from '../strings/index.ts';
import { Face } from '../ui/face.tsx';
import { focusOnFault } from '../ui/focus-on.ts';
import { Notice } from '../ui/notice.tsx';
import { refusalText } from '../ui/refusal-text.ts';
import { say } from '../ui/toast.ts';
import { ColorChoice } from './color-choice.tsx';

export function ProfileForm({ person }: { person: Person }) {
  // Only what was touched: the rest follows the person, whom registering below may have renamed.
  const [touched, setTouched] = useState<{ readonly name?: string; readonly color?: string }>({});
  const { name = person.name, color = person.avatarColor } = touched;
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const empty = name.trim() === '';

  async function save(): Promise<void> {
    setBusy(true);
    const answer = await client.api.me.update({ name: name.trim(), avatarColor: color });
    setBusy(false);
    if (!answer.ok) return setRefusal(answer.refusal);
    setRefusal(null);
    cameIn(answer.value.user);
    // Unless more was written meanwhile.
    setTouched((now) => (now === touched ? {} : now));
    say(t.common.saved);
  }

  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (empty) focusOnFault(event.currentTarget);
    else if (!busy) void save();
  }

  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Group wrap="nowrap">
          <Face id={person.id} name={name || person.name} size={56} color={color} />
          <TextInput
            name="name"
            flex={1}
            size="md"
            label={t.profile.name}
            maxLength={80}
            value={name}
            error={empty ? t.comingIn.needName : null}
            onChange={(event) => setTouched({ ...touched, name: event.currentTarget.value })}
          />
        </Group>
        <ColorChoice value={color} onChange={(chosen) => setTouched({ ...touched, color: chosen })} />
        {refusal && <Notice>{refusalText(refusal)}</Notice>}
        <Button type="submit" size="md" loading={busy}>
          {t.common.save}
        </Button>
      </Stack>
    </form>
  );
}
