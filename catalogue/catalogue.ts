import type { EventDefinition, PlatformEventDefinition } from '../events/envelope.ts';

export type Definition = EventDefinition | PlatformEventDefinition;

/** By domain, what its file exports. */
export type Domains = Readonly<Record<string, object>>;

/** By service, which versions of which events it handles. */
export type Subscriptions = Readonly<Record<string, readonly { type: string; version: number }[]>>;

export interface Entry {
  /** The file of events/ that defines it. */
  domain: string;
  definition: Definition;
  /** The exports of that file by which it is published. */
  publishers: string[];
  /** The services that handle it. */
  consumers: string[];
}

/** Every event that is defined, with who tells of it and who listens. */
export const catalogueOf = (domains: Domains, subscriptions: Subscriptions): Entry[] =>
  Object.entries(domains).flatMap(([domain, exported]) =>
    Object.values(exported)
      .filter(isDefinition)
      .map((definition) => ({
        domain,
        definition,
        publishers: Object.entries(exported).flatMap(([name, value]) => (publishes(value, definition) ? [name] : [])),
        consumers: Object.entries(subscriptions).flatMap(([service, rows]) =>
          rows.some((row) => isSame(row, definition)) ? [service] : [],
        ),
      })),
  );

export const isSame = (a: Pick<Definition, 'type' | 'version'>, b: Pick<Definition, 'type' | 'version'>): boolean =>
  a.type === b.type && a.version === b.version;

export const nameOf = ({ type, version }: Pick<Definition, 'type' | 'version'>): string => `${type} version ${version}`;

const isDefinition = (value: unknown): value is Definition =>
  typeof value === 'object' && value !== null && 'schema' in value && 'version' in value;

/** A publisher, or a table of them, such as by state. */
const publishes = (value: unknown, definition: Definition): boolean => {
  if (typeof value === 'function') return 'definition' in value && value.definition === definition;
  if (typeof value !== 'object' || value === null || isDefinition(value)) return false;
  return Object.values(value).some((each) => publishes(each, definition));
};
