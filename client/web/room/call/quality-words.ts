import type { CallQuality } from '../../../sdk/media/index.ts';
import { t } from '../../strings/index.ts';

/** How good the way is, and what is wrong with it: what is not lost, and stands not still, needs no word. */
export function qualityWords({ grade, roundTripMs, loss, sentLoss, freezes }: CallQuality): string {
  return [
    t.call.quality[grade],
    roundTripMs !== null && `${Math.round(roundTripMs)} ms`,
    isShown(loss) && t.call.loss(percent.format(loss)),
    isShown(sentLoss) && t.call.sentLoss(percent.format(sentLoss)),
    freezes !== null && freezes > 0 && t.call.freezes(freezes),
  ]
    .filter((one) => one !== false)
    .join(' · ');
}

const percent = new Intl.NumberFormat(t.locale, { style: 'percent', maximumFractionDigits: 1 });

/** Rounded it would be nothing. */
const isShown = (share: number | null): share is number => share !== null && share >= 0.0005;
