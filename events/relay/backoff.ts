export interface Pauses {
  /** Epoch time in milliseconds. */
  now(): number;
  wait(ms: number): Promise<unknown>;
  /** In [0, 1). */
  random(): number;
}

const firstMs = 100;
const longestMs = 2000;

/**
 * Exponential backoff with full jitter: any pause up to the limit, so that many who were refused at once do not come
 * back at once. False, without a pause, when it would end after `until`.
 */
export const backOff = async ({ now, wait, random }: Pauses, attempt: number, until: number): Promise<boolean> => {
  const pause = random() * Math.min(longestMs, firstMs * 2 ** attempt);
  if (now() + pause >= until) return false;
  await wait(pause);
  return true;
};
