import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { groupWriter, StepError } from '../../server/adapters/sqlite/writer.ts';

class Unreadable extends StepError {}

function begin() {
  const db = new DatabaseSync(':memory:');
  db.exec('CREATE TABLE facts (fact TEXT PRIMARY KEY)');
  const insert = db.prepare('INSERT INTO facts VALUES (?)');
  const { write, flush } = groupWriter(db);
  const facts = () =>
    db
      .prepare('SELECT fact FROM facts')
      .all()
      .map(({ fact }) => fact);
  return { db, flush, facts, note: (fact: string) => write(() => insert.run(fact)), write };
}

test('what is asked for in one turn shares a transaction, and is answered after it', async () => {
  const { db, note, write } = begin();
  const during: boolean[] = [];
  const after: boolean[] = [];
  const look = () => write(() => during.push(db.isTransaction)).then(() => after.push(db.isTransaction));
  await Promise.all([note('a'), look(), Promise.resolve().then(look)]);
  expect(during).toEqual([true, true]);
  expect(after).toEqual([false, false]);
});

test('an error of SQLite fails all of the transaction, and nothing was written', async () => {
  const { facts, note } = begin();
  const outcomes = await Promise.allSettled([note('a'), note('b'), note('a')]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(facts()).toEqual([]);
  await note('a');
  expect(facts()).toEqual(['a']);
});

test('a step that could not be done leaves the others alone', async () => {
  const { facts, note, write } = begin();
  const unreadable = () => {
    throw new Unreadable('one room only');
  };
  const outcomes = await Promise.allSettled([note('a'), write(unreadable), note('b')]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(facts()).toEqual(['a', 'b']);
});

test('what is queued can be written at once, and then nothing more when the database is closed', async () => {
  const { db, flush, facts, note } = begin();
  const asked = note('a');
  flush();
  expect(facts()).toEqual(['a']);
  await asked;
  db.close();
  await expect(note('b')).rejects.toThrow('closed');
});
