import * as z from 'zod';
import type { Json } from '../openapi/schemas.ts';
import { type Definition, type Entry, isSame, nameOf, type Subscriptions } from './catalogue.ts';
import { dataSchema } from './schemas.ts';

/** Everything that can be wrong with what events/ defines, in words that say what to do. */
export const problemsOf = (
  entries: readonly Entry[],
  subscriptions: Subscriptions,
  /** Of each service, the code of its folder, without tests. */
  code: Readonly<Record<string, string>>,
): string[] => [
  ...entries.flatMap((entry, index) => [
    ...nameProblems(entry),
    ...twinProblems(entry, entries.slice(0, index)),
    ...dataProblems(entry.definition),
    ...publisherProblems(entry, code),
  ]),
  ...subscriptionProblems(entries, subscriptions),
];

const nameProblems = ({ domain, definition: { type, version } }: Entry): string[] => {
  if (!/^[a-z]+\.[a-z]+(_[a-z]+)*$/.test(type)) {
    return [`${type}: a type is domain.fact, in small letters and underscores, such as file.uploaded`];
  }
  if (!Number.isInteger(version) || version < 1) return [`${type}: versions are 1, 2, 3 ...; this one is ${version}`];
  return type.startsWith(`${domain}.`)
    ? []
    : [`${type} belongs into events/${type.split('.')[0]}.ts, not ${domain}.ts`];
};

const twinProblems = ({ definition }: Entry, before: readonly Entry[]): string[] =>
  before.some((entry) => isSame(entry.definition, definition))
    ? [`${nameOf(definition)} is defined twice: a new shape is a new version`]
    : [];

const dataProblems = (definition: Definition): string[] => {
  const { error } = z.safeParse(definition.schema, definition.example);
  const about = (problem: string) => `${nameOf(definition)}: ${problem}`;
  return [
    ...(error === undefined ? [] : [about(`the example does not fit the schema: ${z.prettifyError(error)}`)]),
    ...shapeProblems(dataSchema(definition)).map(about),
  ];
};

/** What readers and the check of breaking changes count on. */
const shapeProblems = (schema: Json, at = ''): string[] => {
  const fields = Object.entries((schema.properties ?? {}) as Record<string, Json>);
  return [
    ...('$ref' in schema ? [`${at} refers to a named schema: events stand for themselves, leave its id out`] : []),
    ...(schema.additionalProperties === false
      ? [`${at || 'the data'} refuses further fields, so that none can ever come in: use z.object`]
      : []),
    ...('default' in schema ? [`${at} has a default: whoever publishes says what it is`] : []),
    ...fields
      .filter(([, field]) => field.description === undefined)
      .map(([name]) => `${at}/${name} is not described: add .describe('...')`),
    ...fields.flatMap(([name, field]) => shapeProblems(field, `${at}/${name}`)),
    ...('items' in schema ? shapeProblems(schema.items as Json, `${at}/[]`) : []),
    ...((schema.anyOf ?? []) as Json[]).flatMap((branch) => shapeProblems(branch, at)),
  ];
};

const publisherProblems = ({ definition, publishers }: Entry, code: Readonly<Record<string, string>>): string[] => {
  const { owner, retired } = definition;
  const name = nameOf(definition);
  const publishedBy = (publisher: string) =>
    Object.keys(code).filter((service) => new RegExp(`\\b${publisher}\\b`).test(code[service] ?? ''));
  if (!(owner in code)) return [`${name} is owned by ${owner}, which is no service`];
  if (retired !== undefined) {
    const stillThere = publishers.map((publisher) => `${name} is retired, and ${publisher} is still there: remove it`);
    return [...(/^\d{4}-\d\d-\d\d$/.test(retired) ? [] : [`${name}: retired is a day, as 2027-01-31`]), ...stillThere];
  }
  if (publishers.length === 0) return [`${name} has no publisher: add one by publisher(...), or mark it retired`];
  return publishers.flatMap((publisher) => {
    const services = publishedBy(publisher);
    if (services.length === 0) return [`${name} is never published: nothing in functions/${owner}/ uses ${publisher}`];
    return services
      .filter((service) => service !== owner)
      .map((service) => `${name} is owned by ${owner}, and ${service} publishes it: it may only listen`);
  });
};

const subscriptionProblems = (entries: readonly Entry[], subscriptions: Subscriptions): string[] =>
  Object.entries(subscriptions).flatMap(([service, rows]) => [
    ...rows
      .filter((row) => !entries.some(({ definition }) => isSame(definition, row)))
      .map((row) => `${service} listens to ${nameOf(row)}, which no file of events/ defines`),
    ...rows
      .filter((row, index) => rows.slice(0, index).some((before) => isSame(before, row)))
      .map((row) => `${service} handles ${nameOf(row)} twice: only the first row is ever used`),
    // A rule brings whatever is published of a type.
    ...entries
      .map(({ definition }) => definition)
      .filter(({ type, retired }) => retired === undefined && rows.some((row) => row.type === type))
      .filter((definition) => !rows.some((row) => isSame(row, definition)))
      .map(
        (definition) => `${service} gets ${nameOf(definition)} too, and has no row for it: it would be a dead letter`,
      ),
  ]);
