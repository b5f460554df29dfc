import type { z } from 'zod';
import { groups } from './docs-openapi.ts';
import { jsonSchema } from './docs-schemas.ts';
import type { FileBody, Operation } from './operation.ts';

const style = `
  :root { color-scheme: light dark; }
  body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
  summary { cursor: pointer; padding: .3rem 0; }
  code { font-family: ui-monospace, monospace; }
  .method { display: inline-block; min-width: 4.5rem; font-weight: 700; }
  pre { overflow: auto; padding: .75rem; border: 1px solid; border-radius: .4rem; }
`;

/** The API for people, as one page that needs nothing from anywhere. `nonce` permits its style. */
export function docsPage(nonce: string): string {
  const sections = Object.entries(groups).map(([name, { path, operations }]) => {
    const all = Object.values(operations).map((operation) => describe(path, operation));
    return `<h2>${escape(name)}</h2>${all.join('')}`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>The Carrel API</title>
<style nonce="${escape(nonce)}">${style}</style>
</head>
<body>
<h1>The Carrel API</h1>
<p>For programs: REST as <a href="/docs/openapi.json">OpenAPI</a>, Socket.IO as <a href="/docs/asyncapi.json">AsyncAPI</a>.
Calls marked “signed in” want <code>Authorization: Bearer &lt;token&gt;</code>.</p>
${sections.join('\n')}
</body>
</html>
`;
}

function describe(prefix: string, operation: Operation): string {
  const { method, path, access, summary, query, body, upload, answer } = operation;
  const parts = Object.entries({ Query: query, Body: body ?? upload, Answer: answer }).flatMap(([title, part]) =>
    part ? [`<h4>${title}</h4><pre>${escape(shown(part))}</pre>`] : [],
  );
  const signedIn = access === 'signedIn' ? ' (signed in)' : '';
  return `<details><summary><code><span class="method">${method.toUpperCase()}</span> ${escape(prefix + path)}</code>
— ${escape(summary)}${signedIn}</summary>${parts.join('')}</details>`;
}

const shown = (part: z.ZodType | FileBody): string =>
  'mediaTypes' in part ? part.mediaTypes.join('\n') : JSON.stringify(jsonSchema(part), null, 2);

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
