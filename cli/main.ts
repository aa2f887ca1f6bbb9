/** Does what the arguments say; the exit code. */
import { CommanderError } from 'commander';
import { exitCodes, Failure, Mistake, ReaderGone } from './failures.ts';
import { createProgram } from './program.ts';

export async function main(args: readonly string[]): Promise<number> {
  try {
    await createProgram().parseAsync(args, { from: 'user' });
    return exitCodes.success;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.success : exitCodes.mistake;
    if (error instanceof ReaderGone) return exitCodes.success;
    if (error instanceof Mistake) {
      say([error.message, ...error.details.map((detail) => `  ${detail}`)].join('\n'));
      return exitCodes.mistake;
    }
    if (error instanceof Failure) say(error.message);
    else say(`this should not have happened. Please report it with the following.\n${stackOf(error)}`);
    return exitCodes.failure;
  }
}

const say = (text: string) => process.stderr.write(`simsheet: ${text}\n`);
const stackOf = (error: unknown) => (error instanceof Error ? error.stack : String(error));
