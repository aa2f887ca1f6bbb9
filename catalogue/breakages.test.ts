import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from '../openapi/schemas.ts';
import { breakages, brokenBy } from './breakages.ts';
import { accepts, anySchema, dataOf } from './schema.testkit.ts';

const published: Json = {
  title: 'The data of file.rejected, version 1',
  type: 'object',
  properties: {
    fileId: { type: 'string', description: 'The file.' },
    size: { type: 'integer', minimum: 0 },
    format: { type: 'string', enum: ['xlsx', 'xlsm'] },
    note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
    reasons: {
      type: 'array',
      items: { type: 'object', properties: { code: { type: 'string' } }, required: ['code'] },
    },
  },
  required: ['fileId', 'size', 'format', 'note'],
};

type Fields = Record<string, Json>;
const changed = (change: (schema: Json & { properties: Fields; required: string[] }) => unknown): Json => {
  const copy = structuredClone(published);
  change(copy as Json & { properties: Fields; required: string[] });
  return copy;
};
const ofReasons = ({ reasons }: Fields) => (reasons as { items: { properties: Fields; required: string[] } }).items;

describe('a change of a published schema', () => {
  it.each([
    ['none at all', changed(() => {})],
    ['an optional field that comes in', changed((schema) => (schema.properties.sheet = { type: 'string' }))],
    [
      'an optional field that comes in further down',
      changed(({ properties }) => (ofReasons(properties).properties.cell = { type: 'string' })),
    ],
    ['a better text', changed(({ properties }) => (properties.fileId = { type: 'string', description: 'A file.' }))],
    [
      'another order',
      changed(({ properties, required }) => {
        properties.format = { type: 'string', enum: ['xlsm', 'xlsx'] };
        required.reverse();
      }),
    ],
    ['a version that is retired', changed((schema) => (schema.deprecated = true))],
  ])('breaks nobody: %s', (_what, current) => {
    expect(breakages(published, current)).toEqual([]);
  });

  it.each([
    ['a field that goes', changed(({ properties }) => delete properties.size), '/size: the field was removed'],
    [
      'an optional field that goes',
      changed(({ properties }) => delete properties.reasons),
      '/reasons: the field was removed, or renamed',
    ],
    [
      'a field of another name',
      changed(({ properties, required }) => {
        properties.bytes = properties.size as Json;
        delete properties.size;
        required[1] = 'bytes';
      }),
      '/size: the field was removed, or renamed',
    ],
    [
      'another type',
      changed(({ properties }) => (properties.size = { type: 'string' })),
      '/size: type was "integer" and is "string"',
    ],
    [
      'a value less',
      changed(({ properties }) => (properties.format = { type: 'string', enum: ['xlsx'] })),
      '/format: enum was ["xlsx","xlsm"] and is ["xlsx"]',
    ],
    [
      'a value more',
      changed(({ properties }) => (properties.format = { type: 'string', enum: ['xlsx', 'xlsm', 'csv'] })),
      '/format: enum was ["xlsx","xlsm"] and is ["xlsx","xlsm","csv"]',
    ],
    [
      'a narrower range',
      changed(({ properties }) => (properties.size = { type: 'integer', minimum: 1 })),
      '/size: minimum was 0 and is 1',
    ],
    [
      'a wider range',
      changed(({ properties }) => (properties.size = { type: 'integer' })),
      '/size: minimum was 0 and is not said',
    ],
    [
      'a pattern',
      changed(({ properties }) => (properties.fileId = { type: 'string', pattern: '^fil_' })),
      '/fileId: pattern was not said and is "^fil_"',
    ],
    [
      'what may be null and then may not',
      changed(({ properties }) => (properties.note = { type: 'string' })),
      '/note: anyOf was',
    ],
    [
      'what is always there and then is not',
      changed(({ required }) => required.pop()),
      '/note: the field was always there, and is optional now',
    ],
    [
      'what may be left out and then may not',
      changed(({ required }) => required.push('reasons')),
      '/reasons: the field was optional and is required now',
    ],
    [
      'a field that comes in and is required',
      changed(({ properties, required }) => {
        properties.sheet = { type: 'string' };
        required.push('sheet');
      }),
      '/sheet: the field is new and required, and stored events lack it',
    ],
    [
      'a field that goes further down',
      changed(({ properties }) => delete ofReasons(properties).properties.code),
      '/reasons/[]/code: the field was removed, or renamed',
    ],
    [
      'further fields that are refused',
      changed((schema) => (schema.additionalProperties = false)),
      'the data: additionalProperties was not said and is false',
    ],
  ])('breaks readers: %s', (_what, current, message) => {
    expect(breakages(published, current).join('\n')).toContain(message);
  });

  it('breaks readers, as a version that goes, with the way out told', () => {
    const [message] = brokenBy({}, [{ file: 'file.rejected.v1.json', schema: published }]);

    expect(message).toContain('docs/events/file.rejected.v1.json is published');
    expect(message).toContain('nothing defines it any more; mark it retired instead');
    expect(message).toContain('publish both for a time');
  });
});

describe('the rule, for any schema', () => {
  /** The objects in a schema, itself first. */
  const objectsIn = (schema: Json): (Json & { properties: Fields; required: string[] })[] => {
    const within = [
      ...Object.values((schema.properties ?? {}) as Fields),
      schema.items,
      ...((schema.anyOf ?? []) as Json[]),
    ];
    const below = within.flatMap((each) => (each === undefined ? [] : objectsIn(each as Json)));
    return schema.type === 'object' ? [schema as never, ...below] : below;
  };
  /** Changes one of the objects in a schema. */
  const changing = (
    schema: Json,
    which: number,
    change: (of: Json & { properties: Fields; required: string[] }) => void,
  ) => {
    const copy = structuredClone(schema);
    const objects = objectsIn(copy);
    change(objects[which % objects.length] as never);
    return copy;
  };

  it('lets old readers read new events and new readers old ones, if it finds nothing', () => {
    const pairs = fc
      .tuple(anySchema, fc.array(fc.tuple(fc.nat(), anySchema), { maxLength: 3 }))
      .map(([before, added]) => ({
        before,
        after: added.reduce(
          (schema, [which, of], index) => changing(schema, which, ({ properties }) => (properties[`new${index}`] = of)),
          before,
        ),
      }));
    const cases = pairs.chain(({ before, after }) =>
      fc.record({ before: fc.constant(before), after: fc.constant(after), old: dataOf(before), recent: dataOf(after) }),
    );

    fc.assert(
      fc.property(cases, ({ before, after, old, recent }) => {
        expect(breakages(before, after)).toEqual([]);
        expect(accepts(before, recent)).toBe(true);
        expect(accepts(after, old)).toBe(true);
      }),
    );
  });

  it('finds any two schemas apart of which one takes what the other does not', () => {
    const cases = fc.tuple(anySchema, anySchema).chain(([before, after]) =>
      fc.record({
        before: fc.constant(before),
        after: fc.constant(after),
        old: dataOf(before),
        recent: dataOf(after),
      }),
    );

    fc.assert(
      fc.property(cases, ({ before, after, old, recent }) => {
        fc.pre(!accepts(before, recent) || !accepts(after, old));

        expect(breakages(before, after)).not.toEqual([]);
      }),
    );
  });

  it('finds every field that goes, wherever it stands', () => {
    fc.assert(
      fc.property(anySchema, fc.nat(), fc.nat(), (before, which, field) => {
        const after = changing(before, which, ({ properties, required }) => {
          const names = Object.keys(properties);
          const gone = names[field % names.length] as string;
          delete properties[gone];
          if (required.includes(gone)) required.splice(required.indexOf(gone), 1);
        });

        expect(breakages(before, after)).toEqual([expect.stringContaining('the field was removed, or renamed')]);
      }),
    );
  });
});
