import type { ConnectionState } from '../connection-state.ts';
import { useClient } from './client-provider.tsx';
import { useReadable } from './use-selected.ts';

export function useConnection(): ConnectionState {
  return useReadable(useClient().connection);
}
