/** The options that say what to simulate: the same for every command that needs a request. */
import { type Command, Option } from 'commander';
import { samplingMethods } from '../../engine/request.ts';

export interface RequestOptions {
  request?: string;
  input?: string[];
  output?: string[];
  iterations?: string;
  seed?: string;
  sampling?: string;
  correlate?: string[];
  stop?: string;
  series?: string;
  name?: string;
}

const collected = (value: string, before: string[] = []) => [...before, value];

export function addRequestOptions(command: Command, { outputs }: { outputs: boolean }): Command {
  command
    .optionsGroup('What to simulate:')
    .option('-r, --request <file>', 'a request document (JSON); the options below override it')
    .option('-i, --input <cell=distribution>', 'a cell that varies, and how; may be repeated', collected);
  if (outputs) command.option('-o, --output <cell>', 'a cell whose distribution you want; may be repeated', collected);
  return command
    .option('-n, --iterations <number>', 'how many; 1e6 and 1_000_000 are numbers too (default: 10,000)')
    .option('-s, --seed <number>', 'the same seed gives the same numbers (default: a random one, which is reported)')
    .addOption(new Option('--sampling <method>', `${samplingMethods.join(', ')} (default: ${samplingMethods[0]})`))
    .option(
      '-c, --correlate <cells=number>',
      'a rank correlation between cells, as in A1,B2=0.6; may be repeated',
      collected,
    )
    .option('--stop <rule>', "end once a statistic is known so well: 'mean 1%', 'P95 500 at 99%' (default: never)")
    .option('--series <number>', "which value the workbook's series take (RiskSimtable, PsiSimParam)")
    .option('--name <text>', 'what to call the simulation');
}
