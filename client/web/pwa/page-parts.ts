import { fileURLToPath } from 'node:url';
import type { Plugin, Rolldown } from 'vite';

/** What each page is made of beside the application itself. public/early.js knows which of them is wanted. */
const pages: Record<string, readonly string[]> = {
  sessions: ['../sessions/sessions-page.tsx'],
  session: ['../invitation/session-page.tsx'],
  room: ['../invitation/session-page.tsx', '../room/room-page.tsx'],
};

/** Writes into the page which scripts and styles go with which address, so that they need not wait to be asked for by others. */
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
          const own = [...closure(bundle, chunksOf(bundle, sources))].filter((name) => !present.has(name));
          return [page, filesOf(bundle, own)];
        });
        const meta = `<meta name="page-parts" content='${JSON.stringify(Object.fromEntries(parts))}' />`;
        // Before the script that reads it, and behind what says how the page is written.
        return html.replace('<title>', `${meta}\n    <title>`);
      },
    },
  };
}

/** The chunks that hold these modules. */
function chunksOf(bundle: Rolldown.OutputBundle, sources: readonly string[]): Rolldown.OutputChunk[] {
  return sources.map((source) => {
    const id = fileURLToPath(new URL(source, import.meta.url));
    const holder = Object.values(bundle).find((output) => output.type === 'chunk' && output.moduleIds.includes(id));
    if (holder?.type !== 'chunk') throw new Error(`No chunk holds ${source}`);
    return holder;
  });
}

/** The addresses of these chunks and of their styles. */
function filesOf(bundle: Rolldown.OutputBundle, names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const chunk = bundle[name];
    const styles = chunk?.type === 'chunk' ? (chunk.viteMetadata?.importedCss ?? []) : [];
    return [name, ...styles].map((file) => `/${file}`);
  });
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
