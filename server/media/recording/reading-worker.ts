// Reads the journal of the folder it is given, and says what it comes to without some of the files.
import { parentPort, workerData } from 'node:worker_threads';
import { findingsOf } from './findings.ts';
import { readJournal } from './journal.ts';

const { folder, without } = workerData as { folder: string; without: readonly string[] };
parentPort!.postMessage(findingsOf(await readJournal(folder), without));
