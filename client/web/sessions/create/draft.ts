import type { PublicProfile } from '../../../../server/protocol/rest/accounts.ts';
import type { SessionType, Settings, Tool } from '../../../../server/protocol/room.ts';
import type { CreateSession } from '../../../sdk/index.ts';
import type { CallSettings } from '../../ui/call-switches.tsx';
import { recall, remember } from '../../app/storage.ts';
import { tools } from '../../format/choices.ts';
import { t } from '../../strings/index.ts';

/** The form as it is typed. */
export interface Draft extends CallSettings {
  readonly title: string;
  readonly description: string;
  readonly type: SessionType;
  readonly subject: string;
  /** Separated by commas. */
  readonly tags: string;
  /** As an input of type datetime-local has it, in this person's zone; empty: whenever. */
  readonly scheduledAt: string;
  readonly seats: string;
  readonly isPublic: boolean;
  readonly waitingRoom: boolean;
  readonly enabledTools: readonly Tool[];
  readonly layout: Settings['layout'];
  readonly invited: readonly PublicProfile[];
}

export const mostSeats = 50;
const preferencesKey = 'sessionPreferences';
const preferred = [
  'type',
  'seats',
  'isPublic',
  'waitingRoom',
  'focusMode',
  'audioOnly',
  'autoRecord',
  'enabledTools',
  'layout',
] as const;

/** Empty, set up as this person set up their last session. */
export function freshDraft(): Draft {
  return {
    title: '',
    description: '',
    type: 'GROUP',
    subject: '',
    tags: '',
    scheduledAt: '',
    seats: '10',
    isPublic: false,
    waitingRoom: false,
    focusMode: false,
    audioOnly: false,
    autoRecord: false,
    enabledTools: tools,
    layout: 'split-view',
    ...(recall(preferencesKey) as Partial<Draft> | null),
    invited: [],
  };
}

export function keepPreferences(draft: Draft): void {
  remember(preferencesKey, Object.fromEntries(preferred.map((key) => [key, draft[key]])));
}

export const tagsOf = ({ tags }: Draft): string[] =>
  tags
    .split(',')
    .map((tag) => tag.trim().replace(/^#/, ''))
    .filter(Boolean);

export type Fault = Partial<Record<keyof Draft, string>>;

/** What is wrong with each field, in words; nothing when it can be sent. */
export function faultsOf(draft: Draft, now = Date.now()): Fault {
  const seats = Number(draft.seats);
  const tags = tagsOf(draft);
  const title = draft.title.trim();
  return {
    ...(title === '' || title.length > 100 ? { title: t.create.needTitle } : {}),
    ...(draft.description.length > 500 ? { description: t.create.longDescription } : {}),
    ...(tags.length > 10 || tags.some((tag) => tag.length > 30) ? { tags: t.create.manyTags } : {}),
    ...(draft.scheduledAt !== '' && new Date(draft.scheduledAt).getTime() < now
      ? { scheduledAt: t.create.pastTime }
      : {}),
    ...(draft.type === 'GROUP' && !(Number.isInteger(seats) && seats >= 2 && seats <= mostSeats)
      ? { seats: t.create.badSeats(mostSeats) }
      : {}),
  };
}

/** What the server is asked for. Call it with a draft without faults. */
export function requestOf(draft: Draft): CreateSession {
  const { title, description, type, subject, scheduledAt, isPublic } = draft;
  const { waitingRoom, enabledTools, layout, focusMode, audioOnly, autoRecord } = draft;
  return {
    title: title.trim(),
    type,
    tags: tagsOf(draft),
    isPublic,
    settings: {
      waitingRoom,
      layout,
      autoRecord,
      enabledTools: [...enabledTools],
      ...(focusMode && { focusMode }),
      ...(audioOnly && { audioOnly }),
    },
    inviteUserIds: draft.invited.map(({ id }) => id),
    ...(description.trim() === '' ? {} : { description: description.trim() }),
    ...(subject.trim() === '' ? {} : { subject: subject.trim() }),
    ...(scheduledAt === '' ? {} : { scheduledAt: new Date(scheduledAt).toISOString() }),
    ...(type === 'GROUP' ? { maxParticipants: Number(draft.seats) } : {}),
  };
}
