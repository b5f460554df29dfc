import { Button, Menu, Tabs } from '@mantine/core';
import { IconCheck, IconColumns2 } from '@tabler/icons-react';
import { t } from '../../strings/index.ts';
import { useRoomUi } from '../room-context.ts';
import type { StageView } from './arrangement.ts';
import classes from './stage-bar.module.css';
import { stageViews } from './stage-views.tsx';

// As the tabs name themselves and what they show.
const tabsId = 'stage-tabs';
export const tabId = (view: StageView): string => `${tabsId}-tab-${view}`;
export const panelId = (view: StageView): string => `${tabsId}-panel-${view}`;

/** What is on the stage, and on a wide one what is beside it. */
export function StageBar() {
  const { stage } = useRoomUi();
  const { view: shown, available, show, wide } = stage;
  return (
    <div className={classes.bar}>
      <Tabs
        id={tabsId}
        value={shown}
        onChange={(name) => {
          const view = available.find((one) => one === name);
          if (view) show(view);
        }}
        variant="pills"
      >
        <Tabs.List aria-label={t.stage.title} className={classes.tabs}>
          {available.map((view) => {
            const { Icon } = stageViews[view];
            return (
              <Tabs.Tab key={view} value={view} leftSection={<Icon size={18} aria-hidden="true" />}>
                {t.stage.views[view]}
              </Tabs.Tab>
            );
          })}
        </Tabs.List>
      </Tabs>
      {wide && <BesideMenu />}
    </div>
  );
}

function BesideMenu() {
  const { stage } = useRoomUi();
  const { view: shown, beside, available, putBeside } = stage;
  const choices = [...available.filter((view) => view !== shown), null];
  return (
    <Menu position="bottom-end" shadow="md" width={180}>
      <Menu.Target>
        <Button
          variant="subtle"
          size="compact-md"
          className={classes.beside}
          leftSection={<IconColumns2 size={18} aria-hidden="true" />}
        >
          {beside === null ? t.stage.split : t.stage.splitWith(t.stage.views[beside])}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map((view) => (
          <Menu.RadioItem
            key={view ?? 'nothing'}
            value={view ?? 'nothing'}
            closeMenuOnClick
            checked={view === beside}
            checkIcon={<IconCheck size={16} aria-hidden="true" />}
            onChange={() => putBeside(view)}
          >
            {view === null ? t.stage.nothingBeside : t.stage.views[view]}
          </Menu.RadioItem>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
