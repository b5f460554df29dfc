import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { Refusal } from '../../../../server/protocol/errors.ts';
import { client } from '../../app/client.ts';
import { queryClient } from '../../app/queries.ts';
import { sessionDetails, sessionsChanged } from '../session-lists.ts';
import { keepPreferences, requestOf, type Draft } from './draft.ts';
import { forgetDraft } from './kept-draft.ts';

/** Creates the session and leads into its room. */
export function useCreate() {
  const navigate = useNavigate();
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  async function create(draft: Draft): Promise<void> {
    setBusy(true);
    setRefusal(null);
    const answer = await client.api.sessions.create(requestOf(draft));
    setBusy(false);
    if (!answer.ok) return setRefusal(answer.refusal);
    keepPreferences(draft);
    forgetDraft();
    sessionsChanged();
    const { id } = answer.value.session;
    await queryClient.prefetchQuery(sessionDetails(id));
    await navigate({ to: '/study-sessions/$sessionId', params: { sessionId: id } });
  }

  return { busy, refusal, create };
}
