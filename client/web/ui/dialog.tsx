import { Modal, type ModalProps } from '@mantine/core';
import { useEffect, useState } from 'react';
import { t } from '../strings/index.ts';

/**
 * A dialog that is there as long as it is open. Mantine gives the focus back only from one that stays in the page
 * closed; this one gives it back to what opened it, or to the button of the menu that it was chosen from.
 */
export function Dialog(props: Omit<ModalProps, 'opened' | 'closeButtonProps'>) {
  const [opener] = useState(openerOf);
  useEffect(() => () => giveBack(opener), [opener]);
  return <Modal {...props} opened returnFocus={false} closeButtonProps={{ 'aria-label': t.common.close }} />;
}

function openerOf(): Element | null {
  const { activeElement } = document;
  const menu = activeElement?.closest('[role="menu"]');
  return menu ? document.getElementById(menu.getAttribute('aria-labelledby') ?? '') : activeElement;
}

/** Whoever has gone on to something else meanwhile stays there. */
function giveBack(opener: Element | null): void {
  const { activeElement, body } = document;
  const lost = activeElement === null || activeElement === body || activeElement.closest('[role="dialog"]');
  if (lost && opener instanceof HTMLElement && opener.isConnected) opener.focus({ preventScroll: true });
}
