import type { Entry } from './catalogue.ts';
import { pageText } from './page.ts';
import { type Schemas, schemasOf } from './schemas.ts';

export interface CatalogueFiles {
  schemas: Schemas;
  /** What is written, by its path in docs/. */
  texts: Readonly<Record<string, string>>;
}

export const filesOf = (entries: readonly Entry[]): CatalogueFiles => {
  const schemas = schemasOf(entries.map(({ definition }) => definition));
  const schemaTexts = Object.entries(schemas).map(([file, schema]) => [
    `events/${file}`,
    `${JSON.stringify(schema, null, 2)}\n`,
  ]);
  return { schemas, texts: { 'events.md': pageText(entries, schemas), ...Object.fromEntries(schemaTexts) } };
};
