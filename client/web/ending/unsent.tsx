import { Text } from '@mantine/core';
import type { SessionHandle } from '../../sdk/index.ts';
import { useReadable } from '../../sdk/react/index.ts';
import { t } from '../strings/index.ts';

/** What was said or noted and came too late: shown once more, so that it can be kept elsewhere. */
export function Unsent({ session }: { session: SessionHandle }) {
  const state = useReadable(session.state);
  const pending = state.kind === 'closed' ? state.pending : [];
  const words = pending.flatMap(({ commandId, name, args }) => {
    if (name === 'chat:send' && 'content' in args) return [{ commandId, text: args.content }];
    if (name === 'goal:add' && 'title' in args) return [{ commandId, text: args.title }];
    return [];
  });
  if (words.length === 0) return null;
  return (
    <section role="alert">
      <Text fw={600}>{t.ending.unsent(words.length)}</Text>
      <ul>
        {words.map(({ commandId, text }) => (
          <li key={commandId}>{text}</li>
        ))}
      </ul>
    </section>
  );
}
