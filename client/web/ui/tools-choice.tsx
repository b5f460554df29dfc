import { Chip, Group } from '@mantine/core';
import type { Tool } from '../../../server/protocol/room.ts';
import { tools } from '../format/choices.ts';
import { t } from '../strings/index.ts';
import classes from './tools-choice.module.css';

interface ToolsChoiceProps {
  readonly value: readonly Tool[];
  readonly onChange: (tools: Tool[]) => void;
}

/** Which tools a room has. */
export function ToolsChoice({ value, onChange }: ToolsChoiceProps) {
  const toggle = (tool: Tool, on: boolean) =>
    onChange(tools.filter((one) => (one === tool ? on : value.includes(one))));
  return (
    <fieldset className={classes.set}>
      <legend>{t.create.tools}</legend>
      <Group gap={8}>
        {tools.map((tool) => (
          <Chip
            key={tool}
            size="md"
            variant="outline"
            checked={value.includes(tool)}
            onChange={(on) => toggle(tool, on)}
            classNames={{ label: classes.chip ?? '' }}
          >
            {t.tools[tool]}
          </Chip>
        ))}
      </Group>
    </fieldset>
  );
}
