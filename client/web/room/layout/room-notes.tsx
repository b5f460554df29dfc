import { useCall } from '../call/call-context.ts';
import { CallSounds } from '../call/call-sounds.tsx';
import { QuietInFocus } from '../call/quiet-in-focus.tsx';
import { ConsentCard } from '../recording/consent-card.tsx';
import classes from './room-notes.module.css';

/** What wants a word under the header, and keeps nobody from anything. */
export function RoomNotes() {
  const call = useCall();
  return (
    <div className={classes.notes}>
      <ConsentCard />
      {call && <CallSounds call={call} />}
      {call && <QuietInFocus call={call} />}
    </div>
  );
}
