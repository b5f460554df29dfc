// Keeps docs/openapi.json and docs/asyncapi.json as the server's own schemas make them, so that a change of the API shows
// up in a review.
//
//   node scripts/api-documents.ts            writes them
//   node scripts/api-documents.ts --check    exits 1 when they differ
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { asyncApiDocument } from '../server/gateway/rest/docs-asyncapi.ts';
import { openApiDocument } from '../server/gateway/rest/docs-openapi.ts';

const directory = join(dirname(import.meta.dirname), 'docs');
const documents = { 'openapi.json': openApiDocument(), 'asyncapi.json': asyncApiDocument() };
const checking = process.argv.includes('--check');

for (const [name, document] of Object.entries(documents)) {
  const file = join(directory, name);
  const wanted = `${JSON.stringify(document, null, 2)}\n`;
  if (existsSync(file) && readFileSync(file, 'utf8') === wanted) continue;
  if (checking) {
    console.error(`docs/${name} is not what the schemas say; \`node scripts/api-documents.ts\` writes it`);
    process.exitCode = 1;
    continue;
  }
  mkdirSync(directory, { recursive: true });
  writeFileSync(file, wanted);
  console.log(`Wrote docs/${name}`);
}
