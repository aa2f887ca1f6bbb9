import type { Json } from '../openapi/schemas.ts';
import { type Entry, nameOf } from './catalogue.ts';
import { fileNameOf, type Schemas } from './schemas.ts';

/** docs/events.md: what there is to know about each event, and the envelope once. */
export const pageText = (entries: readonly Entry[], schemas: Schemas): string => {
  const parts = [
    head,
    table(
      ['event', 'what has happened', 'published by', 'who listens'],
      entries.map((entry) => [
        `[${titleOf(entry)}](#${anchorOf(entry)})`,
        entry.definition.description,
        entry.definition.owner,
        listeners(entry),
      ]),
    ),
    aboutEnvelope(entries),
    fieldTable(schemas['envelope.json']),
    'A whole event, as it is on the bus:',
    json(exampleEvent(entries[0])),
    ...[...Map.groupBy(entries, ({ domain }) => domain)].flatMap(([domain, events]) => [
      `## ${domain}`,
      ...events.flatMap((entry) => section(entry, schemas[fileNameOf(entry.definition)])),
    ]),
  ];
  return `${parts.join('\n\n')}\n`;
};

const head = `# Events

What happens in Simsheet, as the services tell each other on the event bus. Made by \`npm run catalogue\` from \`events/\` and
the services' subscriptions; [add-an-event.md](add-an-event.md) tells how an event or a listener is added, and how one changes.

An event is delivered at least once and may come twice (its \`id\` tells) or out of order (its \`sequence\` tells). A version
that is published stays as it is, but for optional fields that come in: readers leave alone what they do not know.`;

const aboutEnvelope = (entries: readonly Entry[]): string => {
  const ofPlatform = entries.filter(({ definition }) => definition.scope === 'platform');
  const domains = [...new Set(ofPlatform.map(({ domain }) => `\`${domain}\``))].join(' and ');
  return `## The envelope

Every event is a [CloudEvents 1.0](https://cloudevents.io) structure: [envelope.json](events/envelope.json). What happens to the
platform itself, ${domains}, has no \`tenantid\`: [platform-envelope.json](events/platform-envelope.json).
On EventBridge the structure is the \`detail\`, \`type\` is the \`detail-type\` and \`source\` the \`source\`.`;
};

const section = (entry: Entry, schema: Json | undefined): string[] => {
  const { definition } = entry;
  const { description, owner, retired } = definition;
  return [
    `### ${titleOf(entry)}`,
    description,
    retired === undefined
      ? `Published by ${owner}. Who listens: ${listeners(entry)}. [JSON Schema](events/${fileNameOf(definition)}).`
      : `Retired: nobody publishes it since ${retired}. [JSON Schema](events/${fileNameOf(definition)}).`,
    fieldTable(schema),
    json(definition.example),
  ];
};

/** The version is told where it is not the first one. */
const titleOf = ({ definition }: Entry): string => (definition.version === 1 ? definition.type : nameOf(definition));
const anchorOf = (entry: Entry): string => titleOf(entry).replaceAll('.', '').replaceAll(' ', '-');

const listeners = ({ consumers }: Entry): string => consumers.join(', ') || 'nobody yet';

const exampleEvent = (entry: Entry | undefined) => {
  if (entry === undefined) throw new Error('there are no events');
  const { definition } = entry;
  const event = definition.create(
    {
      tenant: 'org_01J8ZPZS3N8W3V5K2M6R9T0XBC',
      subject: String(Object.values(definition.example as object)[0]),
      sequence: 1,
      at: new Date('2026-03-01T12:00:00Z'),
      correlationId: 'cor_01J8ZQ5A1N8W3V5K2M6R9T0XBC',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    },
    definition.example,
  );
  return { ...event, id: 'evt_01J8ZQ4Y8N8W3V5K2M6R9T0XBC' };
};

const fieldTable = (schema: Json = {}): string =>
  table(
    ['field', 'type', 'what it says'],
    fieldsOf(schema).map(([name, field]) => [`\`${name}\``, field.type, field.description]),
  );

/** The fields with those within them, by their path. */
const fieldsOf = (schema: Json, at = ''): [string, { type: string; description: string }][] =>
  Object.entries((schema.properties ?? {}) as Record<string, Json>).flatMap(([name, field]) => {
    const path = `${at}${name}`;
    const optional = ((schema.required ?? []) as string[]).includes(name) ? '' : ', optional';
    const row = { type: `${typeOf(field)}${optional}`, description: String(field.description ?? '') };
    const items = (field.items ?? {}) as Json;
    return [[path, row], ...fieldsOf(field, `${path}.`), ...fieldsOf(items, `${path}[].`)];
  });

const typeOf = (schema: Json): string => {
  const { type, format, pattern, items, anyOf, const: value } = schema;
  if (value !== undefined) return `\`${JSON.stringify(value)}\``;
  if (Array.isArray(anyOf)) return (anyOf as Json[]).map(typeOf).join(' or ');
  if (Array.isArray(schema.enum)) return (schema.enum as unknown[]).map((each) => `\`${each}\``).join(', ');
  if (type === 'array') return `list of ${typeOf(items as Json)}`;
  const prefix = /^\^([a-z]{3}_)/.exec(String(pattern ?? ''))?.[1];
  if (prefix !== undefined) return `id \`${prefix}…\``;
  return [[type ?? 'any'].flat().join(' or '), format].filter(Boolean).join(', ');
};

const table = (columns: readonly string[], rows: readonly (readonly string[])[]): string =>
  [columns, columns.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');
const cell = (text: string): string => text.replaceAll('|', '\\|');

const json = (value: unknown): string => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
