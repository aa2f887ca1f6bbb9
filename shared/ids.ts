import { decodeTime, encodeTime, monotonicFactory, TIME_LEN } from 'ulid';
import * as z from 'zod';

/**
 * Ids are a prefix that tells what the thing is and a ULID, so that they sort by time of creation.
 * The prefix is part of the type: a file's id does not pass for a simulation's.
 */
export const idPrefixes = ['fil', 'sim', 'exp', 'org', 'usr', 'inv', 'key', 'evt', 'ntf', 'aud', 'cor'] as const;
export type IdPrefix = (typeof idPrefixes)[number];
export type Id<Prefix extends IdPrefix> = `${Prefix}_${string}`;

const ulid = monotonicFactory();

export const newId = <Prefix extends IdPrefix>(prefix: Prefix): Id<Prefix> => `${prefix}_${ulid()}`;

/** When an id was made. */
export const timeOf = (id: Id<IdPrefix>): Date => new Date(decodeTime(id.slice(id.indexOf('_') + 1)));

/** What the ids begin with that are made in this millisecond; those from before sort before it, and those from after, after. */
export const idsOf = (prefix: IdPrefix, time: Date): string =>
  `${prefix}_${encodeTime(Math.max(0, time.getTime()), TIME_LEN)}`;

/** A zod schema for the ids with this prefix. Crockford's base 32 has no I, L, O, U. */
export const id = <Prefix extends IdPrefix>(prefix: Prefix) =>
  z
    .templateLiteral([`${prefix}_` as const, z.string().regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/)], {
      error: `expected an id like ${prefix}_01J8ZQ4Y7N8W3V5K2M6R9T0XBC`,
    })
    .meta({ examples: [`${prefix}_01J8ZQ4Y7N8W3V5K2M6R9T0XBC`] });
