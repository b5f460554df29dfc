import { z } from 'zod';

export type JsonSchema = Record<string, unknown>;

/**
 * Schemas by name, as JSON Schema; those that others contain are referred to and not repeated. Of two names for the same
 * schema the second refers to the first. What may be referred to must be among the components of the document.
 */
export function jsonSchemas(schemas: Readonly<Record<string, z.ZodType>>): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  const aliases: Record<string, JsonSchema> = {};
  for (const [id, schema] of Object.entries(schemas)) {
    const known = registry.get(schema);
    if (known) aliases[id] = { $ref: `#/components/schemas/${known.id}` };
    else registry.add(schema, { id });
  }
  const made = z.toJSONSchema(registry, {
    // What a client may send; and of answers, that more may be in them than this version knows.
    io: 'input',
    uri: (id) => `#/components/schemas/${id}`,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      // Any JSON: spelt out it refers to itself, which the document has no place for.
      if (zodSchema instanceof z.ZodRecord && zodSchema.valueType instanceof z.ZodLazy) {
        jsonSchema.additionalProperties = true;
      }
      // A format says it, and a class of emoji no other engine has.
      if (jsonSchema.format !== undefined || jsonSchema.pattern?.includes('RGI_Emoji')) delete jsonSchema.pattern;
    },
  });
  const named = Object.entries(made.schemas).map(([id, schema]) => [id, bare(schema)]);
  return { ...Object.fromEntries(named), ...aliases };
}

/** JSON Schema of something that has no name. */
export const jsonSchema = (schema: z.ZodType): JsonSchema => jsonSchemas({ it: schema })['it'] ?? {};

function bare({ $schema: _, $id: __, ...schema }: JsonSchema): JsonSchema {
  return schema;
}
