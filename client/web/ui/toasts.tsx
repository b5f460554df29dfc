import { CloseButton, Group, Paper, Text } from '@mantine/core';
import { useEffect, useSyncExternalStore } from 'react';
import { t } from '../strings/index.ts';
import { dismiss, toasts, type Toast } from './toast.ts';
import classes from './toasts.module.css';

const shownMs = 6_000;

/** The corner where short words appear; a screen reader hears them when it has finished its sentence. */
export function Toasts() {
  const list = useSyncExternalStore(toasts.subscribe, toasts.getSnapshot);
  return (
    <div className={classes.corner} role="status" aria-live="polite">
      {list.map((toast) => (
        <ToastCard key={toast.id} toast={toast} />
      ))}
    </div>
  );
}

function ToastCard({ toast }: { toast: Toast }) {
  const { id, stays } = toast;
  useEffect(() => {
    if (stays) return undefined;
    const timer = setTimeout(() => dismiss(id), shownMs);
    return () => clearTimeout(timer);
  }, [id, stays]);

  return (
    <Paper className={classes.toast} shadow="md" withBorder data-layer data-failed={toast.failed || undefined}>
      <Group gap="sm" wrap="nowrap" justify="space-between">
        <Text size="sm">{toast.text}</Text>
        {toast.action}
        <CloseButton aria-label={t.common.close} onClick={() => dismiss(id)} />
      </Group>
    </Paper>
  );
}
