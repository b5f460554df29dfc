import { Button } from '@mantine/core';
import type { DocumentState } from '../../../sdk/docs/index.ts';
import { t } from '../../strings/index.ts';
import classes from './document-notice.module.css';

interface DocumentNoticeProps {
  readonly state: DocumentState;
  /** Hosts keep the writing to themselves, and this person is none. */
  readonly shut: boolean;
  /** There is something that could not be merged. */
  readonly stray: boolean;
  readonly onShowStray: () => void;
  readonly onDiscardStray: () => void;
}

/** Says what is with the document, what is kept and what to do; nothing as long as all is well. */
export function DocumentNotice({ state, shut, stray, onShowStray, onDiscardStray }: DocumentNoticeProps) {
  const text = shut && state.kind !== 'ended' ? t.documents.shut : textOf(state);
  return (
    <>
      {text !== null && (
        <p className={classes.notice} role="status">
          {text}
        </p>
      )}
      {stray && (
        <div className={classes.notice} role="status">
          <span>{t.documents.stray}</span>
          <Button size="compact-md" variant="default" onClick={onShowStray}>
            {t.documents.showStray}
          </Button>
          <Button size="compact-md" variant="subtle" color="inherit" onClick={onDiscardStray}>
            {t.common.discard}
          </Button>
        </div>
      )}
    </>
  );
}

/** The bar of the room tells of the network; here is what is this document's own. */
function textOf(state: DocumentState): string | null {
  switch (state.kind) {
    case 'opening':
    case 'saved':
    case 'saving':
      return null;
    case 'offline':
      return state.unsaved && !state.kept ? t.documents.notKept : null;
    case 'readOnly':
      return t.documents.readOnly;
    case 'refused':
      return t.documents.refused;
    case 'ended':
      return state.reason === 'closed' ? null : t.documents.ended[state.reason];
  }
}
