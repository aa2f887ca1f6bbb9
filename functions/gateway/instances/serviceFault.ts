/** A service that crashed, answered something else than an answer, or did not answer in time. */
export class ServiceFault extends Error {
  readonly kind: 'timeout' | 'throttled' | 'crash' | 'garbage';

  constructor(kind: ServiceFault['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}
