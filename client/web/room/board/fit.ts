import type { ExcalidrawImperativeAPI } from '@excalidraw/excalidraw/types';

/** Shows all that is drawn when the board is opened, made smaller where it does not fit, never larger. */
export function fitOnce(api: ExcalidrawImperativeAPI): void {
  const stop = api.onChange((elements, { isLoading }) => {
    if (isLoading) return;
    stop();
    api.scrollToContent(elements, { fitToContent: true, animate: false });
  });
}
