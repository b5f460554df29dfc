import type { UserId } from '../../../server/protocol/ids.ts';
import type { RoomState } from '../../../server/protocol/room.ts';
import type { ItemDelivery, PendingCommand } from './session-state.ts';

/** What the views are made of: the room as told, as predicted, and what is pending or failed. */
export interface Scene {
  readonly told: RoomState;
  readonly shown: RoomState;
  readonly userId: UserId;
  readonly pending: readonly PendingCommand[];
}

export const sent: ItemDelivery = { kind: 'sent' };

export const isFailed = ({ delivery }: PendingCommand): boolean => delivery.kind === 'failed';

/** The last word on each item that something pending is about. */
export function deliveriesBy(
  pending: readonly PendingCommand[],
  target: (command: PendingCommand) => string | null,
): ReadonlyMap<string, ItemDelivery> {
  const deliveries = new Map<string, ItemDelivery>();
  for (const command of pending) {
    const id = target(command);
    const { commandId, delivery } = command;
    if (id !== null) deliveries.set(id, { ...delivery, commandId });
  }
  return deliveries;
}
