/** What a command ends with, apart from success: exit codes are part of the command line's contract. */
export const exitCodes = { success: 0, failure: 1, mistake: 2 } as const;

/** Something the user can mend before anything is computed: exit code 2. `details` come one to a line under the message. */
export class Mistake extends Error {
  override name = 'Mistake';
  readonly details: readonly string[];

  constructor(message: string, details: readonly string[] = []) {
    super(message);
    this.details = details;
  }
}

/** What went wrong although all was asked for rightly, such as a full disk: exit code 1. */
export class Failure extends Error {
  override name = 'Failure';
}

/** Whoever reads what we write, such as `head`, has seen enough: nothing is wrong, and nothing is left to do. */
export class ReaderGone extends Error {
  override name = 'ReaderGone';
}

/** The code of an error of the operating system, such as ENOENT. */
export const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
