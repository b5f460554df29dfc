import { recall, remember } from '../../app/storage.ts';
import { allViews, type Arrangement } from './arrangement.ts';

const key = 'carrel.stages';
const most = 30;

/** What a person chose in the rooms they were in last, the latest first. */
type Kept = readonly { readonly sessionId: string; readonly view: string; readonly beside: string | null }[];

const kept = (): Kept => {
  const stored = recall(key);
  return Array.isArray(stored) ? (stored as Kept) : [];
};

const viewNamed = (name: string | null | undefined) => allViews.find((view) => view === name);

export function rememberedArrangement(sessionId: string): Arrangement | null {
  const found = kept().find((one) => one?.sessionId === sessionId);
  const view = viewNamed(found?.view);
  return view ? { view, beside: viewNamed(found?.beside) ?? null } : null;
}

export function rememberArrangement(sessionId: string, arrangement: Arrangement): void {
  const others = kept().filter((one) => one?.sessionId !== sessionId);
  remember(key, [{ sessionId, ...arrangement }, ...others].slice(0, most));
}
