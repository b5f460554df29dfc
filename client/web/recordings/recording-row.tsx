import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconDownload, IconPlayerPlay, IconTrash, IconX } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { SessionId } from '../../../server/protocol/ids.ts';
import type { RestRecording } from '../../../server/protocol/rest/recordings.ts';
import { client } from '../app/client.ts';
import { playerTime } from '../format/duration.ts';
import { moment } from '../format/moment.ts';
import { t } from '../strings/index.ts';
import { Confirm } from '../ui/confirm.tsx';
import { say, sayRefusal } from '../ui/toast.ts';
import { Film } from './film.tsx';
import { freshUrl } from './fresh-url.ts';
import classes from './recordings.module.css';

interface RecordingRowProps {
  readonly sessionId: SessionId;
  readonly recording: RestRecording;
  /** One of several stretches of the same recording. */
  readonly inParts: boolean;
  readonly mayDelete: boolean;
}

export function RecordingRow({ sessionId, recording, inParts, mayDelete }: RecordingRowProps) {
  const { id, part, status, interrupted, startedAt, durationMs, url } = recording;
  const queries = useQueryClient();
  const [playing, setPlaying] = useState(false);
  const [asking, setAsking] = useState(false);
  const when = t.recording.named(moment(startedAt));
  const name = inParts ? `${when}, ${t.recording.part(part)}` : when;

  async function download(): Promise<void> {
    const fresh = await freshUrl(sessionId, id);
    if (!fresh.ok) return sayRefusal(fresh.refusal);
    location.assign(`${fresh.value}&download=1`);
  }

  async function remove(): Promise<void> {
    const answer = await client.api.recordings.delete(sessionId, id);
    if (!answer.ok) return sayRefusal(answer.refusal);
    say(t.recording.deleted);
    void queries.invalidateQueries({ queryKey: ['recordings', sessionId] });
  }

  return (
    <li className={classes.recording} data-status={status}>
      <div className={classes.words}>
        <span className={classes.name}>{name}</span>
        <span className={classes.facts}>
          <span>{t.recording.states[status]}</span>
          {durationMs !== null && <span className="tabular">{playerTime(durationMs)}</span>}
        </span>
        {interrupted && <span className={classes.facts}>{t.recording.lost}</span>}
      </div>
      <div className={classes.actions}>
        {url !== null && (
          <Button
            variant="default"
            size="md"
            leftSection={playing ? <IconX size={18} /> : <IconPlayerPlay size={18} />}
            aria-expanded={playing}
            aria-label={`${playing ? t.recording.hide : t.recording.play}: ${name}`}
            onClick={() => setPlaying(!playing)}
          >
            {playing ? t.recording.hide : t.recording.play}
          </Button>
        )}
        {url !== null && (
          <Tooltip label={t.recording.download}>
            <ActionIcon
              variant="default"
              size={44}
              aria-label={`${t.recording.download}: ${name}`}
              onClick={() => void download()}
            >
              <IconDownload size={20} />
            </ActionIcon>
          </Tooltip>
        )}
        {mayDelete && status !== 'RECORDING' && (
          <Tooltip label={t.recording.delete}>
            <ActionIcon
              variant="default"
              size={44}
              aria-label={`${t.recording.delete}: ${name}`}
              onClick={() => setAsking(true)}
            >
              <IconTrash size={20} />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      {playing && url !== null && <Film sessionId={sessionId} recording={recording} name={name} url={url} />}
      <Confirm
        opened={asking}
        title={t.recording.deleteAsk}
        text={t.recording.deleteText}
        yes={t.recording.delete}
        onYes={() => void remove()}
        onClose={() => setAsking(false)}
      />
    </li>
  );
}
