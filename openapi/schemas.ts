import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';

export type Json = Record<string, unknown>;
/** Whether a schema is of what a client sends or of what it gets: a default makes a field optional only there. */
type Direction = 'input' | 'output';

/** The JSON Schema of a zod schema, in which each schema with an id (`.meta({ id })`) is a reference to a component. */
export const schemaOf = (schema: z.ZodType, io: Direction): Json => {
  const { properties } = z.toJSONSchema(z.object({ value: schema }), { io, override: tidy(io) });
  return JSON.parse(JSON.stringify(properties?.value).replaceAll('#/$defs/', componentsPath));
};

/**
 * The components to which these parts of a description refer, directly or through others. One that is sent and got has
 * one shape, or a client would have to know two of the same name.
 */
export const referredComponents = (sent: unknown, got: unknown): Record<string, Json> => {
  const input = reached(sent, namedSchemas('input'));
  const output = reached(got, namedSchemas('output'));
  for (const name of Object.keys(input)) {
    if (name in output && !isDeepStrictEqual(input[name], output[name])) {
      throw new Error(`${name} is sent in another shape than it is got: give what is sent an id of its own`);
    }
  }
  return Object.fromEntries(Object.entries({ ...input, ...output }).sort(([a], [b]) => (a < b ? -1 : 1)));
};

const componentsPath = '#/components/schemas/';

const namedSchemas = (io: Direction): Record<string, Json> => {
  const { schemas } = z.toJSONSchema(z.globalRegistry, {
    io,
    override: tidy(io),
    uri: (id) => `${componentsPath}${id}`,
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema, $id, ...schema }]) => [name, schema as Json]),
  );
};

const reached = (from: unknown, schemas: Record<string, Json>): Record<string, Json> => {
  const found: Record<string, Json> = {};
  const follow = (part: unknown): void => {
    for (const [, name = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      const schema = schemas[name];
      if (schema === undefined) throw new Error(`no schema has the id ${name}`);
      if (name in found) continue;
      found[name] = schema;
      follow(schema);
    }
  };
  follow(from);
  return found;
};

type Override = NonNullable<z.core.ToJSONSchemaParams['override']>;

/** Leaves out what says nothing to a reader. */
export const tidy =
  (io: Direction): Override =>
  ({ zodSchema, jsonSchema }) => {
    // An answer may get further fields one day; a client that refuses them would break.
    if (io === 'output' && zodSchema._zod.def.type === 'object' && !('catchall' in zodSchema._zod.def)) {
      delete jsonSchema.additionalProperties;
    }
    if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    if (jsonSchema.format === 'date-time' || jsonSchema.format === 'date') delete jsonSchema.pattern;
    // A local time has no format of its own, only a pattern of half a page.
    if ('format' in zodSchema._zod.def && zodSchema._zod.def.format === 'datetime' && jsonSchema.format === undefined) {
      jsonSchema.pattern = '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d+)?)?Z?$';
    }
    if (isDeepStrictEqual(jsonSchema.propertyNames, { type: 'string' })) delete jsonSchema.propertyNames;
  };
