// `npm run bench -- NAME`: measures Carrel beside a peer, in pairs, in one run on this machine, and prints ratios.
// CPU-microseconds of the server process are what holds on a shared machine; wall-clock throughput does not.
const benches = ['fanout', 'join', 'clock', 'idle', 'docs', 'cluster', 'media'] as const;

const name = process.argv[2];
if (!benches.some((bench) => bench === name)) {
  console.error(`npm run bench -- NAME, where NAME is one of: ${benches.join(', ')}`);
  process.exit(1);
}
const { run } = (await import(`./${name}.ts`)) as { run: () => Promise<void> };
await run();
process.exit(0);
