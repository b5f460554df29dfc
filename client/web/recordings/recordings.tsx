import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { RestRecording } from '../../../server/protocol/rest/recordings.ts';
import type { SessionDetails } from '../../../server/protocol/rest/sessions.ts';
import { client } from '../app/client.ts';
import { usePerson } from '../app/identity.ts';
import { refusalOf, valueOf } from '../app/queries.ts';
import { t } from '../strings/index.ts';
import { RecordingRow } from './recording-row.tsx';
import classes from './recordings.module.css';

/** What is not ready is asked for again. */
const againMs = 2_000;
const settled = ({ status }: RestRecording): boolean => status === 'READY' || status === 'FAILED';

/** What was recorded in a session, for who took part; nothing where there is nothing. */
export function Recordings({ session }: { session: SessionDetails }) {
  const { id: personId } = usePerson();
  const self = session.participants.find(({ userId }) => userId === personId);
  const { data, error, refetch } = useQuery({
    queryKey: ['recordings', session.id],
    queryFn: () => valueOf(client.api.recordings.list(session.id)),
    enabled: self !== undefined && session.status !== 'SCHEDULED',
    staleTime: 0,
    refetchInterval: ({ state }) => (state.data?.recordings.every(settled) ? false : againMs),
  });
  const mayDelete = session.createdBy?.id === personId || (self !== undefined && self.role !== 'PARTICIPANT');

  if (error && !data) {
    // Not for this person after all.
    if (['FORBIDDEN', 'NOT_FOUND'].includes(refusalOf(error).code)) return null;
    return (
      <div role="alert">
        <Text size="sm">{t.recording.loadFailed}</Text>
        <Button variant="default" onClick={() => void refetch()}>
          {t.common.retry}
        </Button>
      </div>
    );
  }
  if (!data || data.recordings.length === 0) return null;
  return (
    <section className={classes.recordings} aria-label={t.recording.list}>
      <Text fw={600}>{t.recording.list}</Text>
      <ul>
        {data.recordings.map((recording) => (
          <RecordingRow
            key={recording.id}
            sessionId={session.id}
            recording={recording}
            inParts={data.recordings.some((one) => one.recordingId === recording.recordingId && one.part > 1)}
            mayDelete={mayDelete}
          />
        ))}
      </ul>
    </section>
  );
}
