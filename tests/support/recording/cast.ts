import { makeFilm, type Film } from './film.ts';

/** Who is in the tests: each with a colour and tones of their own. `before`: what nobody has agreed to show. */
export const looks = {
  ann: { colour: 'red', beepHz: 1_000, humHz: 440 },
  bob: { colour: 'blue', beepHz: 1_500, humHz: 620 },
  cid: { colour: 'green', beepHz: 1_900, humHz: 810 },
  before: { colour: 'yellow', beepHz: 2_300, humHz: 930 },
};
type Name = keyof typeof looks;

export async function makeFilms<Wanted extends Name>(...names: Wanted[]): Promise<Record<Wanted, Film>> {
  const made = await Promise.all(names.map(async (name) => [name, await makeFilm(looks[name])] as const));
  return Object.fromEntries(made) as Record<Wanted, Film>;
}

/** Amplitudes: of a hum that is there, and of one that is not. */
export const loud = 0.04;
export const silent = 0.01;
