import './asset-path.ts';
import { Excalidraw } from '@excalidraw/excalidraw';
import '@excalidraw/excalidraw/index.css';
import './excalidraw.css';
import type { OrderedExcalidrawElement } from '@excalidraw/excalidraw/element/types';
import type { ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types';
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useState } from 'react';
import type { Doc } from 'yjs';
import { client } from '../../app/client.ts';
import { t } from '../../strings/index.ts';
import { useHere } from '../room-context.ts';
import classes from './board-picture.module.css';
import { fitOnce } from './fit.ts';
import { openLink } from './links.ts';
import { sharePictures } from './pictures.ts';

interface BoardPictureProps {
  readonly elements: readonly OrderedExcalidrawElement[];
  /** Where its pictures are named; they are kept as long as the session. */
  readonly doc: Doc | null;
}

/** A board to look at and to copy from. */
export function BoardPicture({ elements, doc }: BoardPictureProps) {
  const { sessionId } = useHere();
  const scheme = useComputedColorScheme('light');
  const [api, setApi] = useState<ExcalidrawImperativeAPI | null>(null);

  useEffect(() => {
    if (!api || !doc) return undefined;
    const pictures = sharePictures(doc, {
      upload: (picture) => client.api.documents.addFile(sessionId, picture),
      load: (fileId) => client.api.documents.readFile(sessionId, fileId),
      show: api.addFiles,
      onRefused: () => undefined,
      now: Date.now,
    });
    return () => pictures.close();
  }, [api, doc, sessionId]);

  return (
    <div className={classes.picture} data-own-keys>
      <Excalidraw
        excalidrawAPI={(ready) => {
          fitOnce(ready);
          setApi(ready);
        }}
        initialData={{ elements }}
        viewModeEnabled
        theme={scheme}
        langCode={t.locale}
        handleKeyboardGlobally={false}
        aiEnabled={false}
        validateEmbeddable={false}
        onLinkOpen={openLink}
      />
    </div>
  );
}
