import { z } from 'zod';

/**
 * What was sent without the nulls that stand for parts one may leave out: `URLSearchParams.get('invite')` is null where
 * a link has none. In a patch null would ask for something, so it is none of these.
 */
export function withoutNulls(schema: z.ZodType, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const sent = value as Readonly<Record<string, unknown>>;
  const left = shapesOf(schema).flatMap((shape) =>
    Object.entries(shape).flatMap(([key, part]) => (sent[key] === null && mayGo(part) ? [key] : [])),
  );
  return left.length === 0 ? value : Object.fromEntries(Object.entries(sent).filter(([key]) => !left.includes(key)));
}

const mayGo = (part: z.core.$ZodType): boolean => part instanceof z.ZodExactOptional && !part.safeParse(null).success;

function shapesOf(schema: z.ZodType): z.ZodRawShape[] {
  if (schema instanceof z.ZodObject) return [schema.shape];
  if (schema instanceof z.ZodDefault) return shapesOf(schema.unwrap() as z.ZodType);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option) => shapesOf(option as z.ZodType));
  return [];
}
