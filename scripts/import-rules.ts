// Which part may import which (DESIGN.md, "The tree"): protocol ← domain ← rooms, docs, media, people ← gateway; adapters
// know ports and data types; only the composition knows everyone. `node scripts/import-rules.ts` names each breach and fails.
import { globSync } from 'node:fs';
import { dirname } from 'node:path';
import { cruise, type ICruiseOptions, type IForbiddenRuleType } from 'dependency-cruiser';

const GENERATED = 'server/adapters/prisma/generated';
const TEST = String.raw`\.test\.tsx?$`;

/** Files under `from` import files under `from` and `to` alone; packages and Node's modules are not looked at. */
function layer(from: string, ...to: string[]): IForbiddenRuleType {
  return {
    name: `${from} knows ${to.join(', ') || 'itself'} only`,
    severity: 'error',
    from: { path: `^${from}/`, pathNot: TEST },
    to: { dependencyTypes: ['local'], pathNot: [from, ...to].map((path) => `^${path}(/|$)`) },
  };
}

/** As `layer`, and no package or module of Node's but `packages` either. */
function pure(from: string, to: string[], packages: string[]): IForbiddenRuleType {
  const files = [from, ...to].map((path) => `^${path}/`);
  return {
    name: `${from} is pure: ${[...to, ...packages].join(', ')} only`,
    severity: 'error',
    from: { path: `^${from}/`, pathNot: TEST },
    to: { pathNot: [...files, ...packages.map((name) => `(^|/)node_modules/${name}/`)] },
  };
}

const base = ['server/protocol', 'server/domain'];
const cores = ['server/rooms', 'server/docs', 'server/media', 'server/people'];

const forbidden: IForbiddenRuleType[] = [
  pure('server/protocol', [], ['zod']),
  pure('server/domain', ['server/protocol'], []),
  layer('server/rooms', ...base),
  layer('server/docs', ...base),
  layer('server/media', ...base),
  // People's use cases work on Prisma's generated client; it is data types and queries, no adapter.
  layer('server/people', ...base, GENERATED),
  layer('server/gateway', ...base, ...cores),
  layer('server/adapters', ...base, ...cores),
  layer('server/cli', ...base, ...cores, 'server/adapters', String.raw`server/config\.ts`),
  layer('client/sdk', ...base),
  layer('client/web', ...base, 'client/sdk'),
  {
    // Zod and the schemas would be a quarter of what a telephone loads for a room, to check what the server checks.
    name: 'the client loads no schemas, only their types',
    severity: 'error',
    from: { path: '^client/', pathNot: TEST },
    to: {
      path: '^server/protocol/',
      pathNot: '/(errors|media-sources|version)\\.ts$',
      dependencyTypesNot: ['type-only'],
    },
  },
  {
    // The command line looks at the stores as they are, beside the server or without it.
    name: 'only the composition, main and the command line import adapters',
    severity: 'error',
    from: { path: '^server/[^/]+$', pathNot: ['^server/main\\.ts$', TEST] },
    to: { path: '^server/adapters/' },
  },
  {
    // Tests start whole servers in their own process.
    name: 'nobody imports main or the composition',
    severity: 'error',
    from: { pathNot: '^(tests/|server/composition/|server/main\\.ts$)' },
    to: { path: '^server/(composition/|main\\.ts$)' },
  },
  {
    name: 'the product needs no tests and no scripts',
    severity: 'error',
    from: { path: '^(server|client)/', pathNot: TEST },
    to: { path: '^(tests|scripts|prisma)/' },
  },
  {
    name: 'the server runs without development packages',
    severity: 'error',
    from: { path: '^server/', pathNot: TEST },
    to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
  },
  { name: 'no cycles', severity: 'error', from: {}, to: { circular: true } },
  { name: 'imports resolve', severity: 'error', from: {}, to: { couldNotResolve: true } },
];

/** The breaches in the tree at `root`, a line each. Throws when a source file was not looked at. */
export async function importBreaches(root: string): Promise<string[]> {
  const sources = globSync('{server,client,scripts,prisma,tests}/**/*.{ts,tsx}', {
    cwd: root,
    exclude: [`${GENERATED}/**`],
  });
  if (sources.length === 0) throw new Error(`No sources to look at in ${root}`);

  const options: ICruiseOptions = {
    baseDir: root,
    validate: true,
    ruleSet: { forbidden },
    // dependency-cruiser finds no imports through TypeScript 7, and says so nowhere.
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: ['node_modules', `^${GENERATED}/`] },
  };
  const resolution = {
    exportsFields: ['exports'],
    conditionNames: ['node', 'import', 'types', 'production', 'default'],
  };
  const { output } = await cruise(sources, options, resolution);
  if (typeof output === 'string') throw new Error(output);

  const seen = new Set(output.modules.map((module) => module.source));
  const missed = sources.filter((source) => !seen.has(source));
  if (missed.length > 0) throw new Error(`Not looked at: ${missed.join(', ')}`);
  if (output.summary.totalDependenciesCruised === 0) throw new Error('Found no import in any file');
  return output.summary.violations.map(({ from, to, rule }) => `${from} → ${to}: ${rule.name}`);
}

if (import.meta.main) {
  const breaches = await importBreaches(dirname(import.meta.dirname));
  for (const breach of breaches) console.error(breach);
  if (breaches.length > 0) process.exit(1);
}
