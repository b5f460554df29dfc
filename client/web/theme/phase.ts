import type { Phase } from '../../../server/protocol/room.ts';

export type PhaseTone = 'work' | 'short-break' | 'long-break' | 'idle';

const tones: Record<Phase, PhaseTone> = { WORK: 'work', SHORT_BREAK: 'short-break', LONG_BREAK: 'long-break' };

export const toneOf = (phase: Phase): PhaseTone => tones[phase];
