import { Modal, type ModalProps } from '@mantine/core';
import { t } from '../strings/index.ts';

/** A dialog that is there as long as it is open. Where the focus goes after it, `keepFocus` sees to, as after everything. */
export function Dialog(props: Omit<ModalProps, 'opened' | 'closeButtonProps'>) {
  return <Modal {...props} opened returnFocus={false} closeButtonProps={{ 'aria-label': t.common.close }} />;
}
