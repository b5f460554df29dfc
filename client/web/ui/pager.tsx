import { ActionIcon, Group, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { t } from '../strings/index.ts';
import classes from './pager.module.css';

interface PagerProps {
  /** From 0. */
  readonly page: number;
  readonly pages: number;
  readonly onChange: (page: number) => void;
}

/** Nothing, as long as one page holds all. */
export function Pager({ page, pages, onChange }: PagerProps) {
  if (pages <= 1) return null;
  return (
    <Group component="nav" aria-label={t.sessions.pages} justify="center" mt="lg">
      <ActionIcon
        variant="default"
        size={44}
        aria-label={t.sessions.previousPage}
        disabled={page === 0}
        onClick={() => onChange(page - 1)}
      >
        <IconChevronLeft size={20} className={classes.arrow} />
      </ActionIcon>
      <Text size="sm" className="tabular" aria-live="polite">
        {page + 1} / {pages}
      </Text>
      <ActionIcon
        variant="default"
        size={44}
        aria-label={t.sessions.nextPage}
        disabled={page >= pages - 1}
        onClick={() => onChange(page + 1)}
      >
        <IconChevronRight size={20} className={classes.arrow} />
      </ActionIcon>
    </Group>
  );
}
