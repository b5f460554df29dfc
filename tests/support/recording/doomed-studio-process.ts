// A process that records until it is killed. argv: where; prints what it started, when it records.
import { makeFilm } from './film.ts';
import { openStudio } from './studio.ts';
import { childrenOf } from './children.ts';

const studio = await openStudio({ at: process.argv[2]! });
const ann = await studio.enter(await makeFilm({ colour: 'red', beepHz: 1_000, humHz: 440 }));
studio.ask();
ann.agree(true);
await studio.flowing();
const pids = studio.recordings.pids();
console.log(JSON.stringify({ pids: [...pids, ...pids.flatMap(childrenOf)], rows: studio.rows.all }));
