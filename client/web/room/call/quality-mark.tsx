import { Tooltip } from '@mantine/core';
import { IconAntennaBars2, IconAntennaBars3, IconAntennaBars5 } from '@tabler/icons-react';
import type { Call, CallQuality } from '../../../sdk/media/index.ts';
import { useReadable } from '../../../sdk/react/index.ts';
import { qualityWords } from './quality-words.ts';

const icons: Record<CallQuality['grade'], typeof IconAntennaBars5> = {
  good: IconAntennaBars5,
  fair: IconAntennaBars3,
  poor: IconAntennaBars2,
  unknown: IconAntennaBars5,
};

/** How good one's own way to the others is. */
export function QualityMark({ call }: { call: Call }) {
  const quality = useReadable(call.quality);
  const { grade } = quality;
  const Icon = icons[grade];
  const words = qualityWords(quality);
  return (
    <Tooltip label={words}>
      <Icon size={20} role="img" aria-label={words} opacity={grade === 'unknown' ? 0.4 : 1} />
    </Tooltip>
  );
}
