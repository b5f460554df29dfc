import { Anchor } from '@mantine/core';
import { IconCalendarTime } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { moment } from '../format/moment.ts';
import { t } from '../strings/index.ts';
import { upcomingSessions } from './session-lists.ts';
import classes from './up-next.module.css';

/** It may begin a little late. */
const justMissedMs = 3_600_000;
const soonMs = 24 * 3_600_000;

/** The next planned session, when it is less than a day away. Its line has its place before it is known. */
export function UpNext() {
  const { data } = useQuery(upcomingSessions());
  const [now] = useState(() => Date.now());
  const next = data?.sessions.find(({ scheduledAt }) => {
    const inMs = new Date(scheduledAt ?? 0).getTime() - now;
    return inMs > -justMissedMs && inMs < soonMs;
  });
  return (
    <p className={classes.next}>
      {next?.scheduledAt && (
        <>
          <IconCalendarTime size={18} aria-hidden="true" />
          <span>{t.sessions.when.planned(moment(next.scheduledAt))}</span>
          <Anchor component={Link} to={`/study-sessions/${next.id}`} className={classes.title} inherit>
            {next.title}
          </Anchor>
        </>
      )}
    </p>
  );
}
