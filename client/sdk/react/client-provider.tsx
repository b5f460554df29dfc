import { createContext, use, type ReactNode } from 'react';
import type { Client } from '../client.ts';

const ClientContext = createContext<Client | null>(null);

/** Gives the hooks below it their client, which stays the caller's to close. */
export function ClientProvider({ client, children }: { client: Client; children: ReactNode }) {
  return <ClientContext value={client}>{children}</ClientContext>;
}

export function useClient(): Client {
  const client = use(ClientContext);
  if (!client) throw new Error('There is no ClientProvider above');
  return client;
}
