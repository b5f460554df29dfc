// Free of zod, as what the client takes from here is in its first load.
import type { Settings, TimerConfig } from './room.ts';

export const defaultSettings: Settings = {
  enabledTools: ['CHAT', 'VIDEO', 'WHITEBOARD', 'NOTES', 'TIMER', 'SCREEN_SHARE'],
  layout: 'split-view',
  theme: 'auto',
  autoRecord: false,
  waitingRoom: false,
  isPublic: false,
  maxParticipants: 10,
};

export const defaultTimerConfig: TimerConfig = {
  mode: 'POMODORO',
  workMs: 1_500_000,
  shortBreakMs: 300_000,
  longBreakMs: 900_000,
  longBreakInterval: 4,
  autoStartWork: false,
  autoStartBreak: true,
  control: 'HOST',
};
