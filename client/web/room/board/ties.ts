import { CaptureUpdateAction } from '@excalidraw/excalidraw';
import type { OrderedExcalidrawElement } from '@excalidraw/excalidraw/element/types';
import type { AppState, ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types';
import type { SessionId } from '../../../../server/protocol/ids.ts';
import type { Replica } from '../../../sdk/docs/index.ts';
import { writable } from '../../../sdk/readable.ts';
import { client } from '../../app/client.ts';
import { t } from '../../strings/index.ts';
import { refusalText } from '../../ui/refusal-text.ts';
import { say } from '../../ui/toast.ts';
import { bindBoard } from './binding.ts';
import { keepCompany } from './company.ts';
import { readElement } from './elements.ts';
import { sharePictures } from './pictures.ts';

/** What ties a canvas to the document: its elements, its pictures, and where everybody points. */
export type Ties = ReturnType<typeof tie>;

/** Tied for as long as somebody listens. */
export function createTies(api: ExcalidrawImperativeAPI, replica: Replica, sessionId: SessionId) {
  const ties = writable<Ties | null>(null);
  return {
    getSnapshot: ties.getSnapshot,
    subscribe: (listener: () => void) => {
      ties.set(tie(api, replica, sessionId));
      const stop = ties.subscribe(listener);
      return () => {
        stop();
        ties.getSnapshot()?.close();
        ties.set(null);
      };
    },
  };
}

function tie(api: ExcalidrawImperativeAPI, { doc, awareness }: Replica, sessionId: SessionId) {
  const show = (elements: readonly OrderedExcalidrawElement[]) =>
    api.updateScene({ elements, captureUpdate: CaptureUpdateAction.NEVER });
  const board = bindBoard<OrderedExcalidrawElement>(
    doc,
    {
      elements: () => api.getSceneElementsIncludingDeleted(),
      show,
      isHeld: (id) => isHeld(api.getAppState(), id),
    },
    readElement,
  );
  const pictures = sharePictures(doc, {
    upload: (picture) => client.api.documents.addFile(sessionId, picture),
    load: (fileId) => client.api.documents.readFile(sessionId, fileId),
    show: api.addFiles,
    onRefused(pictureId, refusal) {
      say(t.board.pictureRefused(refusalText(refusal)), { failed: true });
      const elements = api.getSceneElementsIncludingDeleted();
      show(
        elements.map((one) => (one.type === 'image' && one.fileId === pictureId ? { ...one, isDeleted: true } : one)),
      );
    },
    now: Date.now,
  });
  const company = keepCompany(awareness, t.common.someone, (collaborators) => api.updateScene({ collaborators }));
  return {
    board,
    pictures,
    company,
    close() {
      board.close();
      pictures.close();
      company.close();
    },
  };
}

/** Under the person's hand: what others do to it comes when it is let go. */
const isHeld = (state: AppState, id: string): boolean =>
  state.editingTextElement?.id === id ||
  state.resizingElement?.id === id ||
  state.newElement?.id === id ||
  (state.selectedElementsAreBeingDragged && state.selectedElementIds[id] === true);
