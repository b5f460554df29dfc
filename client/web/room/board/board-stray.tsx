import { Modal, Text } from '@mantine/core';
import { useMemo } from 'react';
import type { Doc } from 'yjs';
import { t } from '../../strings/index.ts';
import { BoardPicture } from './board-picture.tsx';
import classes from './board-stray.module.css';
import { elementsIn } from './elements.ts';

/** What could not be merged, to copy from. */
export function BoardStray({ doc, onClose }: { doc: Doc; onClose: () => void }) {
  const elements = useMemo(() => elementsIn(doc), [doc]);
  return (
    <Modal
      opened
      onClose={onClose}
      size="70rem"
      title={t.documents.strayTitle}
      closeButtonProps={{ 'aria-label': t.common.close }}
    >
      <Text size="sm" c="dimmed" mb="sm">
        {t.documents.strayHint}
      </Text>
      <div className={classes.stray}>
        <BoardPicture elements={elements} doc={doc} />
      </div>
    </Modal>
  );
}
