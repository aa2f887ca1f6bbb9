import { type ParseArgsConfig, parseArgs } from 'node:util';

/** A command that was given what it does not know: says so with exit code 2, in words that help. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** What every command takes: which cloud it looks at. */
export const cloudOptions = {
  endpoint: { type: 'string' },
  aws: { type: 'boolean', default: false },
  name: { type: 'string', default: 'simsheet' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const satisfies ParseArgsConfig['options'];

export const cloudHelp = `  --json           for programs
  --endpoint URL   of a local cloud; without it, the one that npm start brought up
  --aws            the AWS account that the environment names
  --name NAME      of the installation; simsheet`;

/** Arguments by `parseArgs`, whose complaints are mistakes of whoever typed. */
export const readArguments = <const Config extends ParseArgsConfig>(config: Config) => {
  try {
    return parseArgs({ allowPositionals: true, ...config });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
};

/** Runs a command to its exit code: 0, 2 for a wrong use of it, 1 for what went wrong. */
export const runCommand = async (help: string, command: () => Promise<void>): Promise<void> => {
  try {
    if (process.argv.includes('--help')) console.log(help);
    else await command();
  } catch (error) {
    // What is wrong comes last, where it is looked for.
    if (error instanceof UsageError) console.error(`${help}\n`);
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = error instanceof UsageError ? 2 : 1;
  }
};

const units: Record<string, number> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The moment that a time span such as 10m lies back, or that a time names. */
export const readSince = (text: string, now: number): number => {
  const [, count, unit] = /^(\d+)([smhd])$/.exec(text) ?? [];
  if (count !== undefined && unit !== undefined) return now - Number(count) * units[unit]!;
  const time = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) {
    throw new UsageError(`--since takes a span such as 30s, 10m, 2h or 1d, or a time such as 2026-03-01T12:00:00Z.`);
  }
  return time;
};

/** Of a reason of many lines, what a list has room for. */
export const firstLine = (text: string): string => text.split('\n', 1)[0]!;
