import { askDatabase, type DatabaseFacts } from '../../adapters/prisma/facts.ts';
import { servesEmbedded } from '../../adapters/prisma/look-database.ts';
import type { Config } from '../../config.ts';
import { note, ok, warning, wrong, type Finding } from '../finding.ts';

const about = 'database';
/** Ten in the pool, one that holds the lock, and one to spare for who looks. */
const perNode = 12;

/** Whether the database can take what a server records. Throws if it does not answer. */
export async function examineDatabase({ databaseUrl, dataDir }: Config): Promise<readonly Finding[]> {
  if (databaseUrl) return judgeDatabase(await askDatabase(databaseUrl));
  const running = await servesEmbedded(dataDir);
  return [note(about, running ? 'embedded, at work in a running server' : 'embedded; no server is running on it')];
}

export function judgeDatabase({ version, syncs, connections, owned, pending }: DatabaseFacts): readonly Finding[] {
  const findings = [ok(about, `PostgreSQL ${version} answers`)];
  if (!owned) findings.push(wrong(about, 'its user may make no tables in the schema public'));
  if (!syncs) findings.push(warning(about, 'does not sync what it commits: a power cut may lose rows'));
  if (connections < perNode) findings.push(wrong(about, `takes ${connections} connections; a node needs ${perNode}`));
  findings.push(
    pending.length > 0
      ? note(about, `to be migrated at the next start: ${pending.join(', ')}`)
      : ok(about, 'its schema is up to date'),
  );
  return findings;
}
