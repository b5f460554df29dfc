import { z } from 'zod';

/** Any part of an object. No part may be given as undefined: a patch is merged by spreading it. */
export function patchOf<Shape extends z.ZodRawShape>(object: z.ZodObject<Shape>) {
  const entries = Object.entries(object.shape).map(([key, schema]) => [key, z.exactOptional(schema)]);
  return z.object(Object.fromEntries(entries) as { [Key in keyof Shape]: z.ZodExactOptional<Shape[Key]> });
}
