import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Database } from '../../server/adapters/prisma/open-database.ts';
import { createSessionDirectory } from '../../server/adapters/prisma/session-directory.ts';
import { createSummaryShelf } from '../../server/adapters/prisma/summary-shelf.ts';
import type { SummaryShelf } from '../../server/people/summaries/ports.ts';
import { databaseKinds, openTestDatabase } from '../support/database.ts';
import { ann, roomOf, t0 } from '../support/rooms.ts';
import { createPeople, createRows } from '../support/session-rows.ts';

describe.each(databaseKinds)('summaries, %s', (kind) => {
  let database: Database;
  let shelf: SummaryShelf;
  const room = roomOf({ owner: ann });
  const { sessionId } = room.state;
  beforeAll(async () => {
    database = await openTestDatabase(kind);
    shelf = createSummaryShelf(database.prisma);
    await createPeople(database.prisma, [ann]);
    await createRows(database.prisma, room);
  });
  afterAll(() => database.close());

  const kept = async () => (await createSessionDirectory(database.prisma).contents(sessionId))?.summary;
  const summary = { text: 'They read.', keyPoints: ['A \0 point'], todos: [], madeAt: t0 };

  test('one begins at a time, and who failed leaves what was there', async () => {
    expect(await kept()).toBeNull();
    const begun = await Promise.all([0, 1, 2].map((ms) => shelf.begin(sessionId, t0 + ms, t0 - 60_000)));
    expect(begun.filter(Boolean)).toHaveLength(1);
    const at = t0 + begun.indexOf(true);
    expect(await shelf.end(sessionId, at, summary)).toBe(true);
    expect(await kept()).toEqual({ ...summary, keyPoints: ['A \uFFFD point'] });
    expect(await shelf.begin(sessionId, t0 + 10, t0 - 60_000)).toBe(true);
    expect(await shelf.end(sessionId, t0 + 10, null)).toBe(true);
    expect(await kept()).toMatchObject({ text: 'They read.' });
  });

  test('whoever died over it is in nobody’s way for long, and does not write over the next', async () => {
    expect(await shelf.begin(sessionId, t0, t0 - 60_000)).toBe(true);
    expect(await shelf.begin(sessionId, t0 + 60_000, t0)).toBe(false);
    expect(await shelf.begin(sessionId, t0 + 60_001, t0 + 1)).toBe(true);
    expect(await shelf.end(sessionId, t0, { ...summary, text: 'Late' })).toBe(false);
    expect(await shelf.end(sessionId, t0 + 60_001, { ...summary, text: 'Next' })).toBe(true);
    expect(await kept()).toMatchObject({ text: 'Next' });
  });
});
