import type { Key, Refusal, TenantPartition, Write } from '../table/table.ts';
import { updateWrite } from '../table/updateInput.ts';

/**
 * How much of something there is, kept beside it: whoever makes or ends one of it changes the number in the same
 * transaction, so that the two agree however writes race and whatever breaks off.
 */
export interface Counter<Partition extends string = TenantPartition> {
  /** Names its write in a refusal. */
  label: string;
  key: Key<Partition>;
  attribute: string;
  /** When its row goes by itself, in seconds since the epoch. */
  expiresAt?: number;
}

const adding = (
  { label, key, attribute, expiresAt }: Counter<string>,
  by: number,
  update: Pick<Parameters<typeof updateWrite>[2], 'when'> = {},
): Write =>
  updateWrite(label, key, {
    ...update,
    add: { [attribute]: by },
    set: expiresAt === undefined ? {} : { expiresAt },
  });

/** Counts more, on the condition that it comes to `max` at most. */
export const countingMore = (counter: Counter<string>, by: number, max: number | null): Write => {
  const { attribute } = counter;
  if (max === null) return adding(counter, by);
  const room = max - by;
  return adding(counter, by, {
    when: [[[attribute, '<=', room], ...(room < 0 ? [] : ([[attribute, 'absent']] as const))]],
  });
};

/** Counts less; nothing stands in the way of that. */
export const countingLess = (counter: Counter<string>, by: number): Write => adding(counter, -by);

/** What there was when a counter's condition refused a transaction; undefined where it was not that one that did. */
export const countedAt = (refusal: Refusal, { label, attribute }: Counter<string>): number | undefined => {
  const refused = refusal.find((write) => write.label === label);
  return refused && Number(refused.item?.[attribute] ?? 0);
};
