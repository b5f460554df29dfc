import { Text } from '@mantine/core';
import { useState, type ComponentType } from 'react';
import type { Doc } from 'yjs';
import type { DocumentKind, Replica } from '../../../sdk/docs/index.ts';
import { useSelected } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { StagePending } from '../stage/stage-pending.tsx';
import { DocumentNotice } from './document-notice.tsx';
import classes from './document-stage.module.css';
import { useLock } from './use-lock.ts';
import { useRoomDocument } from './use-room-document.ts';
import { mayWrite } from './writable.ts';

export interface SurfaceProps {
  readonly replica: Replica;
  readonly writable: boolean;
  readonly connected: boolean;
}

interface DocumentStageProps {
  readonly kind: DocumentKind;
  readonly tool: 'NOTES' | 'WHITEBOARD';
  readonly title: string;
  /** What one writes or draws on. */
  readonly Surface: ComponentType<SurfaceProps>;
  /** The same to look at and to copy from. */
  readonly Picture: ComponentType<{ readonly doc: Doc }>;
}

/** A shared document of the room on the stage, with what there is to say about it. */
export function DocumentStage({ kind, tool, title, Surface, Picture }: DocumentStageProps) {
  const { handle, state, replica } = useRoomDocument(kind);
  const stray = useSelected(handle?.stray ?? null, (doc) => doc);
  const { shut } = useLock(tool);
  const [showsStray, setShowsStray] = useState(false);
  return (
    <section className={classes.stage} aria-label={title}>
      <DocumentNotice
        state={state}
        shut={shut}
        stray={stray !== null}
        onShowStray={() => setShowsStray(true)}
        onDiscardStray={() => handle?.discardStray()}
      />
      {replica ? (
        // Another replica is another document: what shows it binds anew.
        <Surface
          key={replica.doc.guid}
          replica={replica}
          writable={mayWrite(state) && !shut}
          connected={state.kind === 'saved' || state.kind === 'saving' || state.kind === 'readOnly'}
        />
      ) : (
        state.kind !== 'ended' && <StagePending />
      )}
      {stray && showsStray && (
        <Dialog onClose={() => setShowsStray(false)} size="70rem" title={t.documents.strayTitle}>
          <Text size="sm" c="dimmed" mb="sm">
            {t.documents.strayHint}
          </Text>
          <Picture doc={stray} />
        </Dialog>
      )}
    </section>
  );
}
