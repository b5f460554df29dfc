import { Button } from '@mantine/core';
import { useRecording } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { useCommand } from '../hooks/use-command.ts';
import { useHere } from '../room-context.ts';
import classes from './consent-card.module.css';

/** Asks who has not answered yet, whenever they came; it stays until they do, and holds nobody up. */
export function ConsentCard() {
  const { session } = useHere();
  const { recording } = useRecording(session);
  const command = useCommand();
  if (!recording || recording.mine !== null) return null;
  const { recordingId, askedBy } = recording;
  const answer = (agreed: boolean) => void command('recording:answer', { recordingId, agreed });
  return (
    <section className={classes.card} aria-label={t.recording.consent}>
      <p>
        <strong>{askedBy ? t.recording.question(askedBy.name) : t.recording.armed}</strong> {t.recording.terms}
      </p>
      <div className={classes.answers}>
        <Button variant="default" size="md" onClick={() => answer(true)}>
          {t.recording.agree}
        </Button>
        <Button variant="default" size="md" onClick={() => answer(false)}>
          {t.recording.refuse}
        </Button>
      </div>
    </section>
  );
}
