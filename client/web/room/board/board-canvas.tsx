import './asset-path.ts';
import { Excalidraw } from '@excalidraw/excalidraw';
import type { OrderedExcalidrawElement } from '@excalidraw/excalidraw/element/types';
import '@excalidraw/excalidraw/index.css';
import './excalidraw.css';
import type { AppState, BinaryFiles, ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types';
import { useComputedColorScheme } from '@mantine/core';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { useSelected } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';
import type { SurfaceProps } from '../documents/document-stage.tsx';
import { useHere } from '../room-context.ts';
import classes from './board-canvas.module.css';
import { BoardMenu } from './board-menu.tsx';
import { mostSelected } from './company.ts';
import { openLink } from './links.ts';
import { elementsIn } from './elements.ts';
import { fitOnce } from './fit.ts';
import { createTies } from './ties.ts';

const BoardHistory = lazy(() => import('./board-history.tsx'));

/** The drawing surface on one document. */
export function BoardCanvas({ replica, writable, connected }: SurfaceProps) {
  const { sessionId } = useHere();
  const scheme = useComputedColorScheme('light');
  const [history, setHistory] = useState(false);
  const [api, setApi] = useState<ExcalidrawImperativeAPI | null>(null);
  const tying = useMemo(() => api && createTies(api, replica, sessionId), [api, replica, sessionId]);
  const ties = useSelected(tying, (now) => now);

  useEffect(() => {
    ties?.board.setWritable(writable);
    ties?.pictures.setWritable(writable);
  }, [ties, writable]);
  useEffect(() => {
    if (connected) ties?.pictures.retry();
  }, [ties, connected]);

  function changed(elements: readonly OrderedExcalidrawElement[], appState: AppState, files: BinaryFiles): void {
    ties?.board.changed();
    ties?.company.tell({ selected: Object.keys(appState.selectedElementIds).slice(0, mostSelected) });
    ties?.pictures.changed(files, picturesOf(elements));
  }

  return (
    <div className={classes.canvas} data-testid="whiteboard" data-own-keys>
      <Excalidraw
        excalidrawAPI={(ready) => {
          fitOnce(ready);
          setApi(ready);
        }}
        // Asked for when the canvas is ready, which starts empty otherwise and forgets what it was given before.
        initialData={() => ({ elements: elementsIn(replica.doc) })}
        isCollaborating
        viewModeEnabled={!writable}
        theme={scheme}
        langCode={t.locale}
        handleKeyboardGlobally={false}
        aiEnabled={false}
        // Other people's pages are not shown in this one.
        validateEmbeddable={false}
        onChange={changed}
        onPointerUpdate={({ pointer, button }) => ties?.company.tell({ pointer, button })}
        onLinkOpen={openLink}
        UIOptions={{
          canvasActions: {
            loadScene: false,
            saveToActiveFile: false,
            saveAsImage: false,
            export: false,
            toggleTheme: false,
            changeViewBackgroundColor: false,
          },
        }}
      >
        <BoardMenu api={api} writable={writable} onHistory={() => setHistory(true)} />
      </Excalidraw>
      {/* Outside of it, whose keys would be those of the dialog as well. */}
      <Suspense fallback={null}>
        {history && <BoardHistory writable={writable} onClose={() => setHistory(false)} />}
      </Suspense>
    </div>
  );
}

function* picturesOf(elements: readonly OrderedExcalidrawElement[]): Generator<string> {
  for (const element of elements) {
    if (element.type === 'image' && !element.isDeleted && element.fileId) yield element.fileId;
  }
}
