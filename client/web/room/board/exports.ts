import { exportToBlob, exportToSvg, serializeAsJSON } from '@excalidraw/excalidraw';
import type { ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types';
import { download } from '../documents/download.ts';

export const boardFormats = ['png', 'svg', 'excalidraw'] as const;
export type BoardFormat = (typeof boardFormats)[number];

/** Dots for each unit of the board, so that a picture is sharp on paper. */
const pngScale = 2;
const margin = 16;

/** Downloads the board as it is on this canvas. */
export async function exportBoard(api: ExcalidrawImperativeAPI, format: BoardFormat, filename: string): Promise<void> {
  download(`${filename}.${format}`, await makers[format](api));
}

const makers: Record<BoardFormat, (api: ExcalidrawImperativeAPI) => Promise<Blob>> = {
  png: (api) =>
    exportToBlob({
      ...sceneOf(api),
      mimeType: 'image/png',
      exportPadding: margin,
      getDimensions: (width: number, height: number) => ({
        width: width * pngScale,
        height: height * pngScale,
        scale: pngScale,
      }),
    }),
  async svg(api) {
    // Fonts are cut to size by WebAssembly, which the policy of the page forbids: whoever opens it uses their own.
    const svg: SVGSVGElement = await exportToSvg({ ...sceneOf(api), exportPadding: margin, skipInliningFonts: true });
    return new Blob([new XMLSerializer().serializeToString(svg)], { type: 'image/svg+xml' });
  },
  async excalidraw(api) {
    const json = serializeAsJSON(api.getSceneElements(), api.getAppState(), api.getFiles(), 'local');
    return new Blob([json], { type: 'application/vnd.excalidraw+json' });
  },
};

function sceneOf(api: ExcalidrawImperativeAPI) {
  // Paper is white, whatever the scheme of the page.
  const appState = { exportBackground: true, viewBackgroundColor: '#ffffff', exportWithDarkMode: false };
  return { elements: api.getSceneElements(), appState, files: api.getFiles() };
}
