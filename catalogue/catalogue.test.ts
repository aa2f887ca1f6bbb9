import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { defineEvent, type EventDefinition } from '../events/envelope.ts';
import { publisher } from '../events/outbox.ts';
import { brokenBy } from './breakages.ts';
import { catalogueOf, nameOf, type Subscriptions } from './catalogue.ts';
import { domains, subscriptions } from './domains.ts';
import { filesOf } from './files.ts';
import { problemsOf } from './problems.ts';
import { publishedSchemas } from './published.ts';
import { accepts, dataOf } from './schema.testkit.ts';
import { dataSchema } from './schemas.ts';
import { serviceCode } from './serviceCode.ts';

const root = join(import.meta.dirname, '..');
const entries = catalogueOf(domains, subscriptions);
const { texts, schemas } = filesOf(entries);

describe('what is made from the events', () => {
  it.each(Object.entries(texts))('is docs/%s', async (path, text) => {
    await expect(text).toMatchFileSnapshot(`../docs/${path}`);
  });

  it('is all that docs/events/ holds', () => {
    const made = Object.keys(texts).filter((path) => path.startsWith('events/'));

    expect(new Set(readdirSync(join(root, 'docs/events')).map((file) => `events/${file}`))).toEqual(new Set(made));
  });

  it('breaks nobody who reads what is published', () => {
    expect(brokenBy(schemas, publishedSchemas())).toEqual([]);
  });
});

describe('the events', () => {
  it('are whole: named, described, shown, published by their owner alone', () => {
    expect(problemsOf(entries, subscriptions, serviceCode())).toEqual([]);
  });

  it('are all in the catalogue, with all who listen', () => {
    const defining = readdirSync(join(root, 'events'))
      .filter((file) => file.endsWith('.ts') && !file.includes('.test'))
      .filter((file) => /= define(Platform)?Event\(\{/.test(readFileSync(join(root, 'events', file), 'utf8')));
    const listening = readdirSync(join(root, 'functions')).filter((service) =>
      existsSync(join(root, 'functions', service, 'subscriptions.ts')),
    );

    expect(new Set(defining)).toEqual(new Set(Object.keys(domains).map((domain) => `${domain}.ts`)));
    expect(new Set(listening)).toEqual(new Set(Object.keys(subscriptions)));
  });

  it.each(entries.map(({ definition }) => ({ name: nameOf(definition), definition })))(
    '$name: who reads by its JSON Schema and who reads by ours read the same',
    ({ definition }) => {
      const schema = dataSchema(definition);

      expect(accepts(schema, definition.example)).toBe(true);
      fc.assert(
        fc.property(dataOf(schema), (data) => {
          expect(definition.schema.parse(data)).toEqual(data);
        }),
        { numRuns: 20 },
      );
    },
  );
});

describe('the check of the events', () => {
  const schema = z.object({ fileId: z.string().describe('The file.') });
  const archived = {
    type: 'file.archived',
    version: 1,
    owner: 'files',
    description: 'Nobody asked for the file in a year.',
    schema,
    example: { fileId: 'fil_1' },
  };
  const code = { files: 'transact([publishFileArchived(context, data)])', billing: '' };
  /** What is found wrong with a file of events. */
  const findings = (
    exported: Record<string, unknown>,
    { listening = {}, services = code }: { listening?: Subscriptions; services?: Record<string, string> } = {},
  ) => problemsOf(catalogueOf({ file: exported }, listening), listening, services);
  const withPublisher = <Schema extends z.ZodType>(definition: EventDefinition<Schema>) => ({
    fileArchivedV1: definition,
    publishFileArchived: publisher(definition),
  });
  const whole = withPublisher(defineEvent(archived));

  it('finds nothing in a whole one', () => {
    expect(findings(whole, { listening: { billing: [archived] } })).toEqual([]);
  });

  it.each([
    [
      'an example that does not fit',
      withPublisher(defineEvent({ ...archived, example: { fileId: 7 } as never })),
      'file.archived version 1: the example does not fit the schema: ✖ Invalid input: expected string, received number\n  → at fileId',
    ],
    [
      'two of the same type and version',
      { ...whole, again: defineEvent(archived), publishAgain: publisher(defineEvent(archived)) },
      'file.archived version 1 is defined twice: a new shape is a new version',
    ],
    [
      'a definition without a publisher',
      { fileArchivedV1: defineEvent(archived) },
      'file.archived version 1 has no publisher: add one by publisher(...), or mark it retired',
    ],
    [
      'a retired one that is still published',
      withPublisher(defineEvent({ ...archived, retired: '2027-01-31' })),
      'file.archived version 1 is retired, and publishFileArchived is still there: remove it',
    ],
    [
      'a retired one of no day',
      { fileArchivedV1: defineEvent({ ...archived, retired: 'soon' }) },
      'file.archived version 1: retired is a day, as 2027-01-31',
    ],
    [
      'an owner that is no service',
      withPublisher(defineEvent({ ...archived, owner: 'archive' })),
      'file.archived version 1 is owned by archive, which is no service',
    ],
    [
      'another owner than who publishes',
      withPublisher(defineEvent({ ...archived, owner: 'billing' })),
      'file.archived version 1 is owned by billing, and files publishes it: it may only listen',
    ],
    [
      'the file of another domain',
      withPublisher(defineEvent({ ...archived, type: 'workbook.archived' })),
      'workbook.archived belongs into events/workbook.ts, not file.ts',
    ],
    [
      'a type that is no domain.fact',
      withPublisher(defineEvent({ ...archived, type: 'file.Archived' })),
      'file.Archived: a type is domain.fact, in small letters and underscores, such as file.uploaded',
    ],
    [
      'a version that is none',
      withPublisher(defineEvent({ ...archived, version: 0 })),
      'file.archived: versions are 1, 2, 3 ...; this one is 0',
    ],
    [
      'a field that nobody describes',
      withPublisher(defineEvent({ ...archived, schema: z.object({ fileId: z.string() }) })),
      "file.archived version 1: /fileId is not described: add .describe('...')",
    ],
    [
      'data that refuse further fields',
      withPublisher(defineEvent({ ...archived, schema: schema.strict() })),
      'file.archived version 1: the data refuses further fields, so that none can ever come in: use z.object',
    ],
  ])('finds %s', (_what, exported, message) => {
    expect(findings(exported)).toContain(message);
  });

  it('finds a publisher that nobody calls', () => {
    expect(findings(whole, { services: { files: '' } })).toEqual([
      'file.archived version 1 is never published: nothing in functions/files/ uses publishFileArchived',
    ]);
  });

  it.each([
    [
      'a type that nobody defines',
      { type: 'file.vanished', version: 1 },
      'billing listens to file.vanished version 1, which no file of events/ defines',
    ],
    [
      'a version that nobody defines',
      { type: 'file.archived', version: 2 },
      'billing listens to file.archived version 2, which no file of events/ defines',
    ],
  ])('finds who listens to %s', (_what, row, message) => {
    expect(findings(whole, { listening: { billing: [archived, row] } })).toEqual([message]);
  });

  it('finds who is not ready for another version that is published', () => {
    const second = defineEvent({ ...archived, version: 2 });
    const both = { ...whole, fileArchivedV2: second, publishFileArchivedV2: publisher(second) };
    const services = { ...code, files: `${code.files} publishFileArchivedV2(context, data)` };

    expect(findings(both, { services, listening: { billing: [archived, second] } })).toEqual([]);
    expect(findings(both, { services, listening: { billing: [archived] } })).toEqual([
      'billing gets file.archived version 2 too, and has no row for it: it would be a dead letter',
    ]);
  });

  it('finds who handles the same twice', () => {
    expect(findings(whole, { listening: { billing: [archived, archived] } })).toEqual([
      'billing handles file.archived version 1 twice: only the first row is ever used',
    ]);
  });
});
