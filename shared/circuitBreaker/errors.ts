/** The circuit refused the call: nothing was sent. */
export class CircuitOpenError extends Error {
  override readonly name = 'CircuitOpenError';
  readonly circuit: string;
  /** When to try again, for a Retry-After. */
  readonly retryAfterMs: number;

  constructor(circuit: string, retryAfterMs: number) {
    super(`the circuit ${circuit} is open; try again in ${retryAfterMs} ms`);
    this.circuit = circuit;
    this.retryAfterMs = retryAfterMs;
  }
}

/** The call did not end in its time. Whether it took effect is unknown. */
export class CallTimeoutError extends Error {
  override readonly name = 'CallTimeoutError';
  readonly timeoutMs: number;

  constructor(timeoutMs: number) {
    super(`no answer within ${timeoutMs} ms`);
    this.timeoutMs = timeoutMs;
  }
}
