/** The command line: its commands, its help, how mistakes in it are told. */
import { Command } from 'commander';
import { explainCommand } from './commands/explain.ts';
import { inspectCommand } from './commands/inspect.ts';
import { replayCommand } from './commands/replay.ts';
import { runCommand } from './commands/run.ts';
import { version } from './version.ts';

const examples = `
Examples:
  simsheet inspect model.xlsx
  simsheet run model.xlsx --input 'Sheet1!B3=triangular(80, 100, 150)' --output 'Sheet1!D10'
  simsheet run model.xlsx --request model.simulation.json --html report.html

"simsheet COMMAND --help" tells more. Exit codes: 0 done, 1 failed, 2 something to mend in the command, 130 interrupted.`;

export function createProgram(): Command {
  const program = new Command('simsheet')
    .description('Monte Carlo simulation of Excel workbooks, on this machine.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', examples)
    .exitOverride()
    .configureOutput({
      outputError: (text, write) =>
        write(`${text.replace(/^error: /, 'simsheet: ').replace(/\n\((.+)\)\n/, '. $1\n')}`),
    });
  for (const add of [runCommand, inspectCommand, explainCommand, replayCommand]) add(program);
  return program;
}
