import { CallTimeoutError } from './errors.ts';

export type Operation<Value> = (signal: AbortSignal) => Promise<Value> | Value;

export type Outcome<Value> =
  | { ok: true; value: Value }
  /** `abandoned`: the caller gave up, which says nothing about the dependency. */
  | { ok: false; error: unknown; abandoned: boolean };

/** The longest time that a timer of Node takes; beyond it, it would ring at once. */
const longestTimerMs = 2 ** 31 - 1;

/** Runs one call. It ends in its time, or when the caller gives up, even if the operation does not heed the signal. */
export const attempt = async <Value>(
  operation: Operation<Value>,
  timeoutMs: number,
  given?: AbortSignal,
): Promise<Outcome<Value>> => {
  const controller = new AbortController();
  const { promise: interrupted, reject } = Promise.withResolvers<never>();
  const interrupt = (reason: unknown) => {
    // First, so that it is this reason that counts and not the operation's own answer to the signal.
    reject(reason);
    controller.abort(reason);
  };
  const timer = setTimeout(() => interrupt(new CallTimeoutError(timeoutMs)), Math.min(timeoutMs, longestTimerMs));
  const giveUp = () => interrupt(given?.reason);
  given?.addEventListener('abort', giveUp, { once: true });
  try {
    if (given?.aborted) giveUp();
    // The race also takes up what the operation rejects with after the time.
    const answer = given?.aborted ? interrupted : Promise.race([interrupted, operation(controller.signal)]);
    return { ok: true, value: await answer };
  } catch (error) {
    return { ok: false, error, abandoned: given?.aborted === true };
  } finally {
    clearTimeout(timer);
    given?.removeEventListener('abort', giveUp);
  }
};
