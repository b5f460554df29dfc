import { VisuallyHidden } from '@mantine/core';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { UserId } from '../../../../server/protocol/ids.ts';
import type { Tool } from '../../../../server/protocol/room.ts';
import type { Call, CallEvent } from '../../../sdk/media/index.ts';
import { useReadable, useRoom } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { say, sayRefusal } from '../../ui/toast.ts';
import { useHere } from '../room-context.ts';
import { useAudioOnly } from './use-audio-only.ts';
import { useNames } from './use-names.ts';

/** Says what happens in the call; to screen readers also who shares a screen. */
export function CallEvents({ call }: { call: Call }) {
  const { session } = useHere();
  const nameOf = useNames();
  const tools = useRoom(session, (room) => room.settings.enabledTools) ?? callTools;
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

  // Before one is in, they stand where one tries one's devices.
  const { kind } = useReadable(call.state);
  const isIn = kind === 'in' || kind === 'joining';
  const toldOf = useRef(own);
  useEffect(() => {
    const earlier = toldOf.current;
    toldOf.current = own;
    for (const source of ['microphone', 'camera', 'screen'] as const) {
      const now = own[source];
      if (!isIn || now === earlier[source]) continue;
      if (now.kind === 'failed') say(t.call.trouble[source][now.trouble], { failed: true });
      if (now.kind === 'refused') sayRefusal(now.refusal);
    }
  }, [own, isIn]);
  // The server takes these no more: the device is let go, and its light goes out.
  const noCamera = useAudioOnly() || !tools.includes('VIDEO');
  const noScreen = !tools.includes('SCREEN_SHARE');
  useEffect(() => {
    for (const [source, none] of [['camera', noCamera] as const, ['screen', noScreen] as const]) {
      if (!none || own[source].kind !== 'on') continue;
      call.turnOff(source);
      say(t.call.endedByRoom[source]);
    }
  }, [call, own, noCamera, noScreen]);
  return <VisuallyHidden role="status">{said}</VisuallyHidden>;
}

const callTools: readonly Tool[] = ['VIDEO', 'SCREEN_SHARE'];

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
