import { z } from 'zod';

/**
 * What was sent without the nulls that stand for parts one may leave out: `URLSearchParams.get('invite')` is null where
 * a link has none. In a patch null would ask for something, so it is none of these.
 */
export function withoutNulls(schema: z.ZodType, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !Object.values(value).includes(null)) return value;
  const shapes = shapesOf(schema);
  const mayGo = (key: string) =>
    shapes.some((shape) => {
      const part = Object.hasOwn(shape, key) ? shape[key] : undefined;
      return part instanceof z.ZodExactOptional && !part.safeParse(null).success;
    });
  return Object.fromEntries(Object.entries(value).filter(([key, part]) => part !== null || !mayGo(key)));
}

function shapesOf(schema: z.ZodType): z.ZodRawShape[] {
  if (schema instanceof z.ZodObject) return [schema.shape];
  if (schema instanceof z.ZodDefault) return shapesOf(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => shapesOf(option as z.ZodType));
  return [];
}
