import { useState } from 'react';
import type { Refusal } from '../../../server/protocol/errors.ts';
import type { Profile } from '../../../server/protocol/rest/accounts.ts';
import type { Outcome } from '../../sdk/index.ts';
import { cameIn } from '../app/identity.ts';

/** Sends a form that answers with who one is now. `busy` from the first click on, so that a second does nothing. */
export function useSignIn() {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  async function send(request: Promise<Outcome<{ user: Profile }>>): Promise<void> {
    setBusy(true);
    setRefusal(null);
    const answer = await request;
    setBusy(false);
    if (answer.ok) cameIn(answer.value.user);
    else setRefusal(answer.refusal);
  }

  return { busy, refusal, send };
}
