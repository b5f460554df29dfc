import type { TimerConfig } from '../../../../server/protocol/room.ts';
import { t } from '../../strings/index.ts';

/** The configuration as it is typed: durations in minutes. */
export interface TimerForm extends Pick<TimerConfig, 'mode' | 'autoStartWork' | 'autoStartBreak' | 'control'> {
  readonly work: string;
  readonly shortBreak: string;
  readonly longBreak: string;
  readonly interval: string;
}

const minutes = (ms: number): string => String(ms / 60_000);
const toMs = (text: string): number => Math.round(Number(text) * 60_000);

export const formOf = ({ workMs, shortBreakMs, longBreakMs, longBreakInterval, ...rest }: TimerConfig): TimerForm => ({
  ...rest,
  work: minutes(workMs),
  shortBreak: minutes(shortBreakMs),
  longBreak: minutes(longBreakMs),
  interval: String(longBreakInterval),
});

const isDuration = (text: string): boolean => text.trim() !== '' && Number(text) >= 0.1 && Number(text) <= 1_440;

export function faultsOf(form: TimerForm): Partial<Record<keyof TimerForm, string>> {
  const interval = Number(form.interval);
  return {
    ...(isDuration(form.work) ? {} : { work: t.timer.badMinutes }),
    ...(isDuration(form.shortBreak) ? {} : { shortBreak: t.timer.badMinutes }),
    ...(isDuration(form.longBreak) ? {} : { longBreak: t.timer.badMinutes }),
    ...(Number.isInteger(interval) && interval >= 1 && interval <= 12 ? {} : { interval: t.timer.badInterval }),
  };
}

/** What differs from the configuration in force. Who runs the timer is for hosts to say. */
export function configOf(form: TimerForm, current: TimerConfig, mayHost: boolean): Partial<TimerConfig> {
  const next: TimerConfig = {
    mode: form.mode,
    workMs: toMs(form.work),
    shortBreakMs: toMs(form.shortBreak),
    longBreakMs: toMs(form.longBreak),
    longBreakInterval: Number(form.interval),
    autoStartWork: form.autoStartWork,
    autoStartBreak: form.autoStartBreak,
    control: mayHost ? form.control : current.control,
  };
  const differing = Object.entries(next).filter(([key, value]) => current[key as keyof TimerConfig] !== value);
  return Object.fromEntries(differing);
}
