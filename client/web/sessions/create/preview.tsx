import { Text } from '@mantine/core';
import { IconCalendar, IconLock, IconUsers, IconWorld } from '@tabler/icons-react';
import { moment } from '../../format/moment.ts';
import { t } from '../../strings/index.ts';
import { tagsOf, type Draft } from './draft.ts';
import classes from './preview.module.css';

const seatsOf = ({ type, seats }: Draft): string => (type === 'SOLO' ? '1' : type === 'ONE_ON_ONE' ? '2' : seats);

/** The card as the others will see it. */
export function Preview({ draft }: { draft: Draft }) {
  const tags = tagsOf(draft);
  return (
    <aside className={classes.preview} aria-label={t.create.preview}>
      <Text size="xs" c="dimmed" mb={6}>
        {t.create.preview}
      </Text>
      <div className={classes.card}>
        <Text className={classes.title} data-empty={draft.title.trim() === '' || undefined}>
          {draft.title.trim() || t.create.untitled}
        </Text>
        {draft.description.trim() !== '' && (
          <Text size="sm" lineClamp={3}>
            {draft.description}
          </Text>
        )}
        {draft.subject.trim() !== '' && (
          <Text size="sm" c="dimmed">
            {draft.subject}
          </Text>
        )}
        {tags.length > 0 && (
          <Text size="xs" c="dimmed">
            {tags.map((tag) => `#${tag}`).join('  ')}
          </Text>
        )}
        <ul className={classes.facts}>
          <li>
            <IconUsers size={16} aria-hidden="true" /> {t.types[draft.type]} · {seatsOf(draft)}
          </li>
          <li>
            {draft.isPublic ? <IconWorld size={16} aria-hidden="true" /> : <IconLock size={16} aria-hidden="true" />}
            {draft.isPublic ? t.sessions.public : t.sessions.private}
          </li>
          {draft.scheduledAt !== '' && (
            <li>
              <IconCalendar size={16} aria-hidden="true" /> {moment(draft.scheduledAt)}
            </li>
          )}
        </ul>
      </div>
    </aside>
  );
}
