import type { Failure } from '../../../shared/http/route.ts';

/** Thrown where what an operator asks for is refused after a look at the organization: it stands in its audit log by this code. */
export class ActRefused extends Error {
  readonly code: string;

  constructor({ code, detail }: Pick<Failure, 'code' | 'detail'>) {
    super(detail);
    this.code = code;
  }
}
