import { useEffect, useEffectEvent } from 'react';
import { useRoom } from '../../../sdk/react/index.ts';
import { toggleBell } from '../../phase-end/bell-preferences.ts';
import { focusOn } from '../../ui/focus-on.ts';
import { toggleCamera, toggleMicrophone, toggleScreen } from '../call/actions.ts';
import { useCall } from '../call/call-context.ts';
import { useAudioOnly } from '../call/use-audio-only.ts';
import { useCommand } from '../hooks/use-command.ts';
import { useHere, useRoomUi } from '../room-context.ts';
import type { StageView } from '../stage/arrangement.ts';
import { useTimerActions } from '../timer/use-room-timer.ts';
import { singleKeys } from './single-keys.ts';

/** Where letters have a meaning of their own: what one types or draws into, open menus and dialogs. */
const ownKeys =
  'input:not([type="checkbox"], [type="radio"]), textarea, select, [contenteditable], [role="menu"], [role="dialog"], [data-own-keys]';

/** Keys that work anywhere in the room but where one types. The list of them is in the catalogue. */
export function RoomShortcuts() {
  const { session, selfId } = useHere();
  const ui = useRoomUi();
  const command = useCommand();
  const call = useCall();
  const audioOnly = useAudioOnly();
  const handUp = useRoom(session, ({ participants }) => participants[selfId]?.handRaisedAt != null) ?? false;
  const timer = useTimerActions();

  const onStage = (view: StageView) => {
    if (!ui.stage.available.includes(view)) return;
    if (ui.screen === 'phone') ui.showPanel('stage');
    ui.stage.show(view);
    focusOn(`[data-view="${view}"]`);
  };
  const keys: Record<string, () => void> = {
    '?': () => ui.openDialog('shortcuts'),
    c: () => {
      ui.showPanel('chat');
      focusOn('[data-testid="chat-input"]');
    },
    g: () => {
      // On a wide screen they are on the stage as well, while it shows them.
      if (ui.screen === 'phone' || !ui.stage.shown.includes('focus')) ui.showPanel('goals');
      focusOn('[data-testid="goal-input"]');
    },
    p: () => {
      ui.showPanel('people');
      focusOn('[data-panel="people"]');
    },
    r: () => {
      if (ui.screen === 'phone') ui.showPanel('more');
      focusOn(ui.screen === 'phone' ? '[data-panel="more"]' : '[data-room-menu]');
    },
    t: () => timer.mayRun && timer.press(),
    h: () => void command(handUp ? 'participant:lowerHand' : 'participant:raiseHand', {}),
    m: toggleBell,
    f: () => onStage('focus'),
    n: () => onStage('notes'),
    b: () => onStage('board'),
    w: () => onStage('video'),
    a: () => call && toggleMicrophone(call),
    v: () => call && !audioOnly && toggleCamera(call),
    d: () => call && void toggleScreen(call),
    s: () => {
      if (ui.stage.wide) ui.stage.toggleBeside();
    },
    '[': ui.toggleSide,
    i: () => ui.openDialog('share'),
  };

  const press = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || ui.dialog !== null) return;
    if (!singleKeys.getSnapshot()) return;
    const { target } = event;
    if (target instanceof Element && target.closest(ownKeys)) return;
    const run = keys[event.key];
    if (!run) return;
    event.preventDefault();
    run();
  });

  useEffect(() => {
    const listen = (event: KeyboardEvent) => press(event);
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, []);
  return null;
}
