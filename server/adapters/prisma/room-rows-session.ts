import type { SessionId } from '../../protocol/ids.ts';
import type { Changes } from './room-changes.ts';
import type { Transaction } from './room-recordset.ts';

export async function writeSession(tx: Transaction, sessionId: SessionId, changes: Changes): Promise<void> {
  const { status, startedAt, endedAt } = changes.session;
  const { isPublic, maxParticipants, timer, ...shown } = changes.settings;
  const session = {
    ...(status && { status }),
    ...(startedAt !== undefined && { startedAt: new Date(startedAt) }),
    ...(endedAt !== undefined && { endedAt: new Date(endedAt) }),
    ...(isPublic !== undefined && { isPublic }),
    ...(maxParticipants !== undefined && { maxParticipants }),
  };
  if (Object.keys(session).length > 0) await tx.studySession.updateMany({ where: { id: sessionId }, data: session });
  const settings = { ...shown, ...(timer && { timer }) };
  if (Object.keys(settings).length > 0) await tx.sessionSettings.updateMany({ where: { sessionId }, data: settings });
}
