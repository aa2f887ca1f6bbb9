import { isDeepStrictEqual } from 'node:util';
import type { Json } from '../openapi/schemas.ts';

/**
 * What a change of a published schema breaks. Who knows only the published schema must be able to read new events, and
 * who knows the new one to read stored events of before. So a schema stays as it is, but for its texts and for optional
 * fields that come in: nobody reads those by the published schema, and events of before have none. A field that goes
 * could come back one day as something else, so it stays too.
 */
export const breakages = (published: Json, current: Json, at = ''): string[] => {
  const keywords = new Set([...Object.keys(published), ...Object.keys(current)]);
  return [
    ...fieldBreakages(published, current, at),
    ...[...keywords]
      .filter((keyword) => !texts.includes(keyword) && keyword !== 'properties' && keyword !== 'required')
      .flatMap((keyword) => keywordBreakages(keyword, published[keyword], current[keyword], at)),
  ];
};

/** Keywords that only tell something. */
const texts = ['$schema', '$id', '$comment', 'title', 'description', 'examples', 'deprecated'];
/** Keywords that hold a schema, with how it is told where one is. */
const within: Readonly<Record<string, string>> = { items: '/[]', additionalProperties: '/*', propertyNames: '' };
const listsOfSchemas = ['anyOf', 'oneOf', 'allOf', 'prefixItems'];

const keywordBreakages = (keyword: string, before: unknown, after: unknown, at: string): string[] => {
  if (keyword in within && isObject(before) && isObject(after)) return breakages(before, after, at + within[keyword]);
  if (listsOfSchemas.includes(keyword) && isList(before) && isList(after) && before.length === after.length) {
    return before.flatMap((each, index) => breakages(each as Json, after[index] as Json, at));
  }
  if (isDeepStrictEqual(sorted(before), sorted(after))) return [];
  return [`${at || 'the data'}: ${keyword} was ${shown(before)} and is ${shown(after)}`];
};

const fieldBreakages = (published: Json, current: Json, at: string): string[] => {
  const before = fieldsOf(published);
  const after = fieldsOf(current);
  const isClosed = 'additionalProperties' in published;
  return [
    ...Object.entries(before).flatMap(([name, { schema, required }]) => {
      const kept = after[name];
      if (kept === undefined) return [`${at}/${name}: the field was removed, or renamed`];
      const inside = breakages(schema, kept.schema, `${at}/${name}`);
      if (required && !kept.required)
        return [...inside, `${at}/${name}: the field was always there, and is optional now`];
      if (!required && kept.required) {
        return [...inside, `${at}/${name}: the field was optional and is required now, and stored events may lack it`];
      }
      return inside;
    }),
    ...Object.entries(after).flatMap(([name, { required }]) => {
      if (name in before) return [];
      if (required) return [`${at}/${name}: the field is new and required, and stored events lack it`];
      return isClosed ? [`${at}/${name}: the field is new, where no further ones are allowed`] : [];
    }),
  ];
};

const fieldsOf = ({ properties = {}, required = [] }: Json): Record<string, { schema: Json; required: boolean }> =>
  Object.fromEntries(
    Object.entries(properties as Record<string, Json>).map(([name, schema]) => [
      name,
      { schema, required: (required as string[]).includes(name) },
    ]),
  );

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !isList(value);
const isList = (value: unknown): value is unknown[] => Array.isArray(value);
const sorted = (value: unknown): unknown => (isList(value) ? value.toSorted() : value);
const shown = (value: unknown): string => (value === undefined ? 'not said' : JSON.stringify(value));

/** What the schemas as they are now break of those that are published, with the way out. */
export const brokenBy = (
  schemas: Readonly<Record<string, Json>>,
  published: readonly { file: string; schema: Json }[],
): string[] =>
  published.flatMap(({ file, schema }) => {
    const now = schemas[file];
    const found = now === undefined ? ['nothing defines it any more; mark it retired instead'] : breakages(schema, now);
    return found.length === 0 ? [] : [breakageMessage(file, found)];
  });

const breakageMessage = (file: string, found: readonly string[]): string =>
  `docs/events/${file} is published, and this change breaks those who read it:
${found.map((breakage) => `  - ${breakage}`).join('\n')}
A published version stays as it is, but for optional fields that come in. Put the new shape beside it as the next version,
let listeners get ready, publish both for a time, and retire the old one when nobody needs it: docs/add-an-event.md.
`;
