import { encodeQR } from 'qr';
import { t } from '../strings/index.ts';
import classes from './qr-code.module.css';

/** The text as squares, drawn here: no picture leaves or enters the page. Dark on light in both schemes, for cameras. */
export function QrCode({ text }: { text: string }) {
  const rows = encodeQR(text, 'raw', { border: 2 });
  const path = rows.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg className={classes.code} viewBox={`0 0 ${rows.length} ${rows.length}`} role="img" aria-label={t.share.qr}>
      <path d={path} />
    </svg>
  );
}
