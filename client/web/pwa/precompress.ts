import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Scripts and styles are pressed once, as small as Brotli can, which takes too long to do for each request. */
export function precompress(): Plugin {
  return {
    name: 'carrel:precompress',
    apply: 'build',
    enforce: 'post',
    // From the disk: before the bundle is written Vite still puts into it which files go together.
    writeBundle({ dir = '' }, bundle) {
      for (const name of Object.keys(bundle)) {
        if (!/^assets\/.*\.(js|css)$/.test(name)) continue;
        const file = join(dir, name);
        writeFileSync(`${file}.br`, brotliCompressSync(readFileSync(file)));
      }
    },
  };
}
