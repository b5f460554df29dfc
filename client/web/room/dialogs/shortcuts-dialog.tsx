import { Kbd, Switch } from '@mantine/core';
import { useReadable } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { keepSingleKeys, singleKeys } from '../layout/single-keys.ts';
import classes from './shortcuts-dialog.module.css';

export default function ShortcutsDialog({ onClose }: { onClose: () => void }) {
  const on = useReadable(singleKeys);
  return (
    <Dialog onClose={onClose} title={t.shortcuts.title}>
      <Switch
        size="md"
        mb="md"
        label={t.shortcuts.on}
        checked={on}
        onChange={(event) => keepSingleKeys(event.currentTarget.checked)}
      />
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
    </Dialog>
  );
}
