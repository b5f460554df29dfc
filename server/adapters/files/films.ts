import { constants } from 'node:fs';
import { access, copyFile, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FilmStorage } from '../../media/recording/ports.ts';
import type { FilmFolder } from '../../people/recordings/ports.ts';

const shape = /^([\w-]{1,64})\.webm$/;

/** Films as files of one folder. Throws at a name that is not one of theirs, so that none leads out of it. */
export function createFilms(folder: string): FilmStorage & FilmFolder {
  const pathOf = (fileName: string): string => {
    if (!shape.test(fileName)) throw new Error('This is not the name of a film');
    return join(folder, fileName);
  };
  /** Of a film that comes from another volume: nobody sees half of it under its name. */
  const partOf = (target: string): string => `${target}.part`;
  return {
    folder,
    async keep(path, fileName) {
      const target = pathOf(fileName);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      try {
        await rename(path, target);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
        try {
          await copyFile(path, partOf(target));
          await rename(partOf(target), target);
        } catch (failed) {
          await rm(partOf(target), { force: true });
          throw failed;
        }
        await rm(path);
      }
    },
    async find(fileName) {
      const path = pathOf(fileName);
      return access(path, constants.R_OK).then(
        () => path,
        () => null,
      );
    },
    async remove(fileName) {
      const path = pathOf(fileName);
      // Of whoever died while it came.
      await rm(partOf(path), { force: true });
      await rm(path, { force: true });
    },
    async keptBefore(at) {
      const names = await readdir(folder).catch(() => []);
      const films = names.flatMap((fileName) => {
        const id = shape.exec(fileName)?.[1];
        return id === undefined ? [] : [{ id, fileName }];
      });
      const old = await Promise.all(
        films.map(({ fileName }) =>
          stat(join(folder, fileName)).then(
            ({ mtimeMs }) => mtimeMs < at,
            () => false,
          ),
        ),
      );
      return films.filter((_, index) => old[index]);
    },
  };
}
