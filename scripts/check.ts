// `npm run check`: everything that can be said about the tree without running it, in seconds. `npm test` starts with it
// and goes on to the tests. All checks run, also after one failed, so that one run names every fault.
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

const checks = [
  ['types', 'tsc -b'],
  ['lint', 'oxlint --deny-warnings'],
  ['unused exports and dependencies', 'knip'],
  ['migrations match the schema', 'node prisma/tools/migrations.ts check'],
  ['import rules', 'node scripts/import-rules.ts'],
  ['API documents match the schemas', 'node scripts/api-documents.ts --check'],
  ['format', 'oxfmt --check'],
] as const;

/** Runs with what npm put into PATH: Node 24 and the tools of node_modules/.bin. */
function run(command: string): Promise<{ ok: boolean; output: string }> {
  const [file = '', ...args] = command.split(' ');
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const collect = (chunk: string) => (output += chunk);
  child.stdout.setEncoding('utf8').on('data', collect);
  child.stderr.setEncoding('utf8').on('data', collect);
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ ok: false, output: error.message }));
    child.once('close', (code) => resolve({ ok: code === 0, output }));
  });
}

const queue = [...checks];
let failed = 0;

async function work(): Promise<void> {
  for (let check = queue.shift(); check !== undefined; check = queue.shift()) {
    const [name, command] = check;
    const startedAt = performance.now();
    const { ok, output } = await run(command);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds} s)`);
    if (ok) continue;
    failed += 1;
    console.log(`\n$ ${command}\n${output.trimEnd()}\n`);
  }
}

await Promise.all(Array.from({ length: availableParallelism() }, work));
if (failed > 0) {
  console.log(`${failed} of ${checks.length} checks failed`);
  process.exit(1);
}
