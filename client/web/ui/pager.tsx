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
      <Arrow
        label={t.sessions.previousPage}
        Icon={IconChevronLeft}
        possible={page > 0}
        onPress={() => onChange(page - 1)}
      />
      <Text size="sm" className="tabular" aria-live="polite">
        {page + 1} / {pages}
      </Text>
      <Arrow
        label={t.sessions.nextPage}
        Icon={IconChevronRight}
        possible={page < pages - 1}
        onPress={() => onChange(page + 1)}
      />
    </Group>
  );
}

interface ArrowProps {
  readonly label: string;
  readonly Icon: typeof IconChevronLeft;
  readonly possible: boolean;
  readonly onPress: () => void;
}

/** At the first and the last page it keeps the focus, which a disabled button would drop. */
function Arrow({ label, Icon, possible, onPress }: ArrowProps) {
  return (
    <ActionIcon
      variant="default"
      size={44}
      aria-label={label}
      aria-disabled={!possible}
      data-disabled={!possible}
      onClick={possible ? onPress : undefined}
    >
      <Icon size={20} className={classes.arrow} />
    </ActionIcon>
  );
}
