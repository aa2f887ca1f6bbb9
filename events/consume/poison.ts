import * as z from 'zod';

/** Why a message became a dead letter. */
export const poisonReasons = {
  'not-json': 'its body is no JSON',
  'not-an-event': 'it has no envelope of ours',
  'unknown-type': 'the consumer has no handler for its type',
  'unknown-version': 'the consumer has no handler for its version',
  'invalid-data': 'its data is not of the shape that its type and version have',
  'handler-failed': 'its handler failed at every attempt',
} as const;
export type PoisonReason = keyof typeof poisonReasons;

/** Thrown for a message that no further attempt can save: it goes to the dead letters at once. */
export class Unprocessable extends Error {
  override name = 'Unprocessable';
  readonly reason: PoisonReason;

  constructor(reason: PoisonReason, detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/** The value as the schema has it; one that is not so will not be so at the next attempt either. */
export const understood = <Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  reason: PoisonReason,
): z.infer<Schema> => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Unprocessable(reason, z.prettifyError(result.error));
};

/** The value that a body is. */
export const readJson = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw new Unprocessable('not-json', (error as Error).message);
  }
};
