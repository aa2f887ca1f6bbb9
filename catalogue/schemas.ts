import * as z from 'zod';
import { envelope, platformEnvelope, schemaName } from '../events/envelope.ts';
import { type Json, tidy } from '../openapi/schemas.ts';
import type { Definition } from './catalogue.ts';

/** JSON Schemas by the name of their file in docs/events/. */
export type Schemas = Readonly<Record<string, Json>>;

/** Of the data of each event, and of what surrounds it. */
export const schemasOf = (definitions: readonly Definition[]): Schemas => ({
  'envelope.json': { title: 'An event of an organization, as CloudEvents 1.0', ...jsonSchema(envelope) },
  'platform-envelope.json': {
    title: 'An event of the platform itself, as CloudEvents 1.0',
    ...jsonSchema(platformEnvelope),
  },
  ...Object.fromEntries(definitions.map((definition) => [fileNameOf(definition), dataSchema(definition)])),
});

export const fileNameOf = ({ type, version }: Pick<Definition, 'type' | 'version'>): string =>
  `${type}.v${version}.json`;

export const dataSchema = (definition: Definition): Json => {
  const { type, version, description, schema, example, retired } = definition;
  return {
    $id: schemaName(definition),
    title: `The data of ${type}, version ${version}`,
    description,
    ...(retired === undefined ? {} : { deprecated: true }),
    ...jsonSchema(schema),
    examples: [example],
  };
};

const jsonSchema = (schema: z.ZodType): Json => z.toJSONSchema(schema, { io: 'output', override: tidy('output') });
