import type { ExcalidrawProps } from '@excalidraw/excalidraw/types';
import { isLink } from '../documents/is-link.ts';

/** Links on the board lead to the web or to a mailbox, in a window that knows nothing of this one. */
export const openLink: NonNullable<ExcalidrawProps['onLinkOpen']> = ({ link }, event) => {
  event.preventDefault();
  if (isLink(link)) window.open(link, '_blank', 'noopener,noreferrer');
};
