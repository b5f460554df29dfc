import { VisuallyHidden } from '@mantine/core';
import { useEffect, useEffectEvent, useState } from 'react';
import type { UserId } from '../../../../server/protocol/ids.ts';
import type { Call, CallEvent } from '../../../sdk/media/index.ts';
import { useReadable } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { say, sayRefusal } from '../../ui/toast.ts';
import { useNames } from './use-names.ts';

/** Says what happens in the call; to screen readers also who shares a screen. */
export function CallEvents({ call }: { call: Call }) {
  const nameOf = useNames();
  const [said, setSaid] = useState('');
  const members = useReadable(call.members);
  const own = useReadable(call.own);
  const sharing = members.find(({ sends }) => sends.screen)?.userId ?? null;
  const [before, setBefore] = useState<UserId | null>(null);
  if (sharing !== before) {
    setBefore(sharing);
    if (sharing) setSaid(t.call.sharingStarted(nameOf(sharing)));
    else if (before) setSaid(t.call.sharingStopped(nameOf(before)));
  }

  const hear = useEffectEvent((event: CallEvent) => say(wordsOf(event, nameOf)));
  useEffect(() => call.onEvent((event) => hear(event)), [call]);

  useEffect(() => {
    for (const source of ['microphone', 'camera', 'screen'] as const) {
      const now = own[source];
      if (now.kind === 'failed') say(t.call.trouble[source][now.trouble], { failed: true });
      if (now.kind === 'refused') sayRefusal(now.refusal);
    }
  }, [own]);
  return <VisuallyHidden role="status">{said}</VisuallyHidden>;
}

function wordsOf(event: CallEvent, nameOf: (userId: UserId) => string): string {
  switch (event.kind) {
    case 'deviceReplaced':
      return event.source === 'microphone' ? t.call.microphoneReplaced : t.call.cameraReplaced;
    case 'mutedByHost': {
      const name = nameOf(event.byUserId);
      return event.source === 'microphone' ? t.call.mutedBy(name) : t.call.stoppedBy(name);
    }
  }
}
