import type { Plugin, Rolldown } from 'vite';

/** Beside what the build makes: files of client/web/public that the application shows without a network. */
const publicFiles = [
  '/early.js',
  '/manifest.webmanifest',
  '/icons/idle.svg',
  '/icons/work.svg',
  '/icons/short-break.svg',
  '/icons/long-break.svg',
];
/** The one alphabet everybody needs; others are loaded where they are read. */
const font = /inter-latin-wght-normal[^/]*\.woff2$/;

type Bundle = Rolldown.OutputBundle;
type ModuleInfo = (id: string) => { readonly dynamicallyImportedIds: readonly string[] } | null;

/** Writes into the service worker which files it keeps. */
export function precache(): Plugin {
  return {
    name: 'carrel:precache',
    apply: 'build',
    enforce: 'post',
    generateBundle(_, bundle) {
      const worker = bundle['service-worker.js'];
      if (worker?.type !== 'chunk') throw new Error('The build made no service-worker.js');
      const files = [...kept(bundle, (id) => this.getModuleInfo(id))].map((name) => `/${name}`);
      worker.code = worker.code.replace('precachedFiles', JSON.stringify([...publicFiles, ...files]));
    },
  };
}

/**
 * What the pages are made of, and what they load when it is wanted. Not what a library loads for its own rare occasions:
 * Excalidraw would bring fifty languages and a language of diagrams along.
 */
function kept(bundle: Bundle, infoOf: ModuleInfo): Set<string> {
  const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
  const chunkOf = new Map(chunks.flatMap((chunk) => chunk.moduleIds.map((id) => [id, chunk] as const)));
  const found = new Set<string>();
  const visit = (chunk: Rolldown.OutputChunk | undefined): void => {
    if (!chunk || found.has(chunk.fileName)) return;
    found.add(chunk.fileName);
    for (const name of chunk.imports) visit(chunks.find(({ fileName }) => fileName === name));
    const ours = chunk.moduleIds.filter((id) => !id.includes('/node_modules/'));
    for (const id of ours.flatMap((own) => infoOf(own)?.dynamicallyImportedIds ?? [])) visit(chunkOf.get(id));
  };
  for (const chunk of chunks) if (chunk.isEntry && chunk.name !== 'service-worker') visit(chunk);

  const styles = Object.keys(bundle).filter((name) => name.endsWith('.css') || font.test(name));
  return new Set([...found, ...styles]);
}
