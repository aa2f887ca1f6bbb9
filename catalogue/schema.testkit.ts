import fc from 'fast-check';
import * as z from 'zod';
import type { Json } from '../openapi/schemas.ts';

/** Data as somebody publishes them by a schema: its fields and no others. */
export const dataOf = (schema: Json): fc.Arbitrary<unknown> => {
  if ('const' in schema) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...schema.enum);
  if (Array.isArray(schema.anyOf)) return fc.oneof(...(schema.anyOf as Json[]).map(dataOf));
  if (Array.isArray(schema.type)) return fc.oneof(...schema.type.map((type) => dataOf({ ...schema, type })));
  const ofType = types[String(schema.type)];
  if (ofType === undefined) throw new Error(`no data are known for ${JSON.stringify(schema)}`);
  return ofType(schema);
};

const types: Record<string, (schema: Json) => fc.Arbitrary<unknown>> = {
  null: () => fc.constant(null),
  boolean: () => fc.boolean(),
  integer: ({ minimum = 0, exclusiveMinimum = -1 }) =>
    fc.integer({ min: Math.max(Number(minimum), Number(exclusiveMinimum) + 1), max: 1_000_000 }),
  string: ({ pattern, format }) => {
    if (format === 'date') return fc.date({ ...years, noInvalidDate: true }).map((at) => at.toISOString().slice(0, 10));
    if (format === 'date-time') return fc.date({ ...years, noInvalidDate: true }).map((at) => at.toISOString());
    return pattern === undefined ? fc.string() : matching(String(pattern));
  },
  array: ({ items }) => fc.array(dataOf(items as Json), { maxLength: 3 }),
  object: ({ properties = {}, required = [] }) =>
    fc.record(
      Object.fromEntries(Object.entries(properties as Record<string, Json>).map(([name, of]) => [name, dataOf(of)])),
      { requiredKeys: required as string[] },
    ),
};
/** Costly to make. */
const matching = (pattern: string): fc.Arbitrary<string> => {
  const known = patterns.get(pattern) ?? fc.stringMatching(new RegExp(pattern));
  patterns.set(pattern, known);
  return known;
};
const patterns = new Map<string, fc.Arbitrary<string>>();
const years = { min: new Date('1970-01-01'), max: new Date('2100-01-01') };

/** Whether a reader who knows this schema takes the data. */
export const accepts = (schema: Json, data: unknown): boolean => z.fromJSONSchema(schema).safeParse(data).success;

const leaf: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json[]>(
    { type: 'string' },
    { type: 'integer', minimum: 0 },
    { type: 'boolean' },
    { type: ['string', 'null'] },
    { type: 'string', pattern: '^[a-z]{3}_[0-9]{4}$' },
  ),
  fc
    .uniqueArray(fc.constantFrom('json', 'csv', 'xlsx', 'parquet'), { minLength: 2 })
    .map((values) => ({ type: 'string', enum: values })),
);

const names = ['userId', 'name', 'reasons', 'bytes', 'error'];
const { schema } = fc.letrec<{ schema: Json; any: Json }>((tie) => ({
  schema: fc
    .dictionary(fc.constantFrom(...names), fc.tuple(tie('any'), fc.boolean()), { minKeys: 1, maxKeys: 3 })
    .map((fields) => ({
      type: 'object',
      properties: Object.fromEntries(Object.entries(fields).map(([name, [of]]) => [name, of])),
      required: Object.entries(fields).flatMap(([name, [, isRequired]]) => (isRequired ? [name] : [])),
    })),
  any: fc.oneof(
    { maxDepth: 2 },
    leaf,
    tie('schema'),
    tie('any').map((items) => ({ type: 'array', items })),
    tie('any').map((of) => ({ anyOf: [of, { type: 'null' }] })),
  ),
}));

/** The schema of any event's data: an object, with others within. */
export const anySchema = schema;
