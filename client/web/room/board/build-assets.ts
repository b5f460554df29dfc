import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const fonts = 'node_modules/@excalidraw/excalidraw/dist/prod/fonts';
const fallback = /\w+\.push\(new URL\(\w+,\s*\w+\.ASSETS_FALLBACK_URL\)\)/;

/** Excalidraw's fonts are served by this server alone. Their licences lie beside them. */
export function excalidrawAssets(): Plugin[] {
  return [
    {
      name: 'carrel:excalidraw-no-other-server',
      enforce: 'pre',
      transform(code, id) {
        if (!id.includes('/@excalidraw/excalidraw/dist/') || !code.includes('ASSETS_FALLBACK_URL')) return null;
        if (!fallback.test(code)) this.error('Excalidraw no longer names its other server in the way known here');
        return { code: code.replace(fallback, 'void 0'), map: null };
      },
    },
    {
      name: 'carrel:excalidraw-fonts',
      apply: 'build',
      writeBundle({ dir = '' }) {
        cpSync(fonts, join(dir, 'assets/excalidraw/fonts'), { recursive: true });
        cpSync('client/web/room/board/font-licences.txt', join(dir, 'assets/excalidraw/fonts/LICENCES.txt'));
      },
    },
  ];
}
