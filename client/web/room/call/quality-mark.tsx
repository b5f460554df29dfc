import { Tooltip } from '@mantine/core';
import { IconAntennaBars2, IconAntennaBars3, IconAntennaBars5 } from '@tabler/icons-react';
import type { Call, CallQuality } from '../../../sdk/media/index.ts';
import { useReadable } from '../../../sdk/react/index.ts';
import { t } from '../../strings/index.ts';

const icons: Record<CallQuality['grade'], typeof IconAntennaBars5> = {
  good: IconAntennaBars5,
  fair: IconAntennaBars3,
  poor: IconAntennaBars2,
  unknown: IconAntennaBars5,
};

/** How good one's own way to the others is. */
export function QualityMark({ call }: { call: Call }) {
  const { grade, roundTripMs, loss } = useReadable(call.quality);
  const Icon = icons[grade];
  const figures = [
    roundTripMs === null ? null : `${Math.round(roundTripMs)} ms`,
    loss === null ? null : new Intl.NumberFormat(t.locale, { style: 'percent', maximumFractionDigits: 1 }).format(loss),
  ].filter((one) => one !== null);
  return (
    <Tooltip label={[t.call.quality[grade], ...figures].join(' · ')}>
      <Icon size={20} role="img" aria-label={t.call.quality[grade]} opacity={grade === 'unknown' ? 0.4 : 1} />
    </Tooltip>
  );
}
