import { ActionIcon, Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';

interface ToolProps {
  readonly label: string;
  readonly icon: ReactNode;
  /** Undefined for what is done and not switched. */
  readonly on?: boolean | undefined;
  readonly disabled?: boolean;
  readonly onPress: () => void;
}

/** A button of a toolbar. What is selected in the text stays selected. */
export function Tool({ label, icon, on, disabled = false, onPress }: ToolProps) {
  return (
    <Tooltip label={label} openDelay={400}>
      <ActionIcon
        variant={on ? 'light' : 'subtle'}
        size={44}
        aria-label={label}
        aria-pressed={on}
        disabled={disabled}
        onMouseDown={(event) => event.preventDefault()}
        onClick={onPress}
      >
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}
