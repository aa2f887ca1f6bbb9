import type { Command } from 'commander';
import type { ReplayOptions } from '../replay/replay.ts';
import { addRequestOptions } from '../request/requestOptions.ts';

const examples = `
The numbers are those of the run with the same request and seed. Iterations count from 1, as in the CSV file.

Examples:
  simsheet replay model.xlsx --request model.simulation.json --seed 7 --iteration 4711
  simsheet replay model.xlsx -r model.simulation.json -s 7 --iteration 17 --json`;

export function replayCommand(program: Command): void {
  const command = program
    .command('replay')
    .summary("show every cell's value in one iteration")
    .description('Computes one iteration again and shows the value of every cell that varies.')
    .argument('<workbook>', 'an .xlsx or .xlsm file')
    .requiredOption('--iteration <number>', 'which one, from 1')
    .addHelpText('after', examples);
  addRequestOptions(command, { outputs: true })
    .optionsGroup('What to show:')
    .option('--json', 'as JSON')
    .option('--ascii', 'draw with plain characters only')
    .action(async (workbook: string, options: ReplayOptions) => {
      const { replay } = await import('../replay/replay.ts');
      await replay(workbook, options);
    });
}
