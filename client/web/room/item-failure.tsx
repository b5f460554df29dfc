import { Button } from '@mantine/core';
import type { ItemDelivery, SessionHandle } from '../../sdk/index.ts';
import { t } from '../strings/index.ts';
import { refusalText } from '../ui/refusal-text.ts';
import classes from './item-failure.module.css';

interface ItemFailureProps {
  readonly delivery: Extract<ItemDelivery, { kind: 'failed' }>;
  readonly label: string;
  readonly onRetry: SessionHandle['retry'];
  readonly onDiscard: SessionHandle['discard'];
}

/** What was refused stays where it is, says why, and can be sent once more or taken away. */
export function ItemFailure({ delivery, label, onRetry, onDiscard }: ItemFailureProps) {
  const { commandId, refusal } = delivery;
  return (
    <div className={classes.failure} role="alert">
      <span>
        <strong>{label}.</strong> {refusalText(refusal)}
      </span>
      <Button size="compact-sm" variant="default" onClick={() => void onRetry(commandId)}>
        {t.common.retry}
      </Button>
      <Button size="compact-sm" variant="subtle" onClick={() => onDiscard(commandId)}>
        {t.common.discard}
      </Button>
    </div>
  );
}
