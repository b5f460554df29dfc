import { z } from 'zod';
import type { Room, StoredCommit } from '../../domain/room.ts';

const version = 1;
/** As little as tells one of our own bodies from anything else: what is inside was checked when it was decided. */
const roomBody = z.object({
  version: z.literal(version),
  room: z.looseObject({ state: z.looseObject({}), backstage: z.looseObject({}) }),
});
const commitsBody = z.object({
  version: z.literal(version),
  commits: z.array(z.looseObject({ events: z.array(z.looseObject({ type: z.string() })) })),
});

export const writeRoom = (room: Room): string => JSON.stringify({ version, room });
export const writeCommits = (commits: readonly StoredCommit[]): string => JSON.stringify({ version, commits });

/** `what` names the row in the error of a body that cannot be read. */
export const readRoom = (body: string, what: string): Room => read(body, what, roomBody).room as object as Room;
export const readCommits = (body: string, what: string): StoredCommit[] =>
  read(body, what, commitsBody).commits as object[] as StoredCommit[];

function read<Body extends z.ZodType>(body: string, what: string, schema: Body): z.output<Body> {
  try {
    return schema.parse(JSON.parse(body));
  } catch (cause) {
    throw new Error(`${what} cannot be read`, { cause });
  }
}
