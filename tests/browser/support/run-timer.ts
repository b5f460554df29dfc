import type { SessionHandle } from '../../../client/sdk/index.ts';
import { guest, secretOf, type Guest } from './crowd.ts';

/** A session whose host is no browser, with phases of so many milliseconds. */
export async function hostedSession(url: string, title: string, workMs: number): Promise<Hosted> {
  const host = await guest(url, 'Grace');
  const created = await host.client.api.sessions.create({ title });
  if (!created.ok) throw new Error(created.refusal.message);
  const { id, inviteLink = '' } = created.value.session;
  const session = await host.enter(id);
  await session.send('session:start', {});
  await session.send('timer:configure', { config: { workMs, autoStartBreak: true } });
  return { host, session, link: inviteLink, secret: secretOf(inviteLink) };
}

export interface Hosted {
  readonly host: Guest;
  readonly session: SessionHandle;
  readonly link: string;
  readonly secret: string;
}
