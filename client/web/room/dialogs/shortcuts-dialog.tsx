import { Kbd, Modal } from '@mantine/core';
import { t } from '../../strings/index.ts';
import classes from './shortcuts-dialog.module.css';

export default function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  return (
    <Modal opened onClose={onClose} title={t.shortcuts.title} closeButtonProps={{ 'aria-label': t.common.close }}>
      <dl className={classes.list}>
        {Object.entries(t.shortcuts.list).map(([key, what]) => (
          <div key={key}>
            <dt>
              <Kbd>{key}</Kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Modal>
  );
}
