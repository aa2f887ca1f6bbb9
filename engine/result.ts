/** What may go wrong by the caller's doing is a value; what only a bug can cause is thrown. */
export type Result<Value, Failure> = { ok: true; value: Value } | { ok: false; error: Failure };

export const ok = <Value>(value: Value): { ok: true; value: Value } => ({ ok: true, value });
export const failed = <Failure>(error: Failure): { ok: false; error: Failure } => ({ ok: false, error });

/** One mistake in a request: `pointer` is a JSON pointer (RFC 6901) into the request document. */
export interface Problem {
  pointer: string;
  detail: string;
}
