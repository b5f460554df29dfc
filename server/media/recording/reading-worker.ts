// Reads the journal of the folder it is given, and says what it comes to.
import { parentPort, workerData } from 'node:worker_threads';
import { findingsOf } from './findings.ts';
import { readJournal } from './journal.ts';

parentPort!.postMessage(findingsOf(await readJournal(workerData as string)));
