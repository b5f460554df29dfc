// Imported before the server under `node --watch`: its reports of what was loaded would come out of every worker thread,
// among the messages of that thread. scripts/dev.ts says itself what is to be watched.
delete process.env['WATCH_REPORT_DEPENDENCIES'];
