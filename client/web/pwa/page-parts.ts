import { fileURLToPath } from 'node:url';
import type { Plugin, Rolldown } from 'vite';

/** What each page is made of beside the application itself. public/early.js knows which of them is wanted. */
const pages: Record<string, readonly string[]> = {
  sessions: ['../sessions/sessions-page.tsx'],
  session: ['../invitation/session-page.tsx'],
  room: ['../invitation/session-page.tsx', '../room/room-page.tsx'],
};

/** Writes into the page which scripts go with which address, so that they need not wait to be asked for by others. */
export function pageParts(): Plugin {
  return {
    name: 'carrel:page-parts',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle, chunk }) {
        if (!bundle || !chunk) throw new Error('The page is made of no bundle');
        const present = closure(bundle, [chunk]);
        const parts = Object.entries(pages).map(([page, sources]) => {
          const ids = sources.map((source) => fileURLToPath(new URL(source, import.meta.url)));
          const own = Object.values(bundle).filter(
            (output) => output.type === 'chunk' && ids.includes(output.facadeModuleId ?? ''),
          ) as Rolldown.OutputChunk[];
          if (own.length !== ids.length) throw new Error(`The page "${page}" has parts that are no chunks`);
          return [page, [...closure(bundle, own)].filter((name) => !present.has(name)).map((name) => `/${name}`)];
        });
        const meta = `<meta name="page-parts" content='${JSON.stringify(Object.fromEntries(parts))}' />`;
        // Before the script that reads it, and behind what says how the page is written.
        return html.replace('<title>', `${meta}\n    <title>`);
      },
    },
  };
}

/** These chunks with all that they import. */
function closure(bundle: Rolldown.OutputBundle, chunks: readonly Rolldown.OutputChunk[]): Set<string> {
  const found = new Set<string>();
  const visit = ({ fileName, imports }: Rolldown.OutputChunk): void => {
    if (found.has(fileName)) return;
    found.add(fileName);
    for (const name of imports) {
      const next = bundle[name];
      if (next?.type === 'chunk') visit(next);
    }
  };
  for (const chunk of chunks) visit(chunk);
  return found;
}
