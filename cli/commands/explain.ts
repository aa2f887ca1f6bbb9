import type { Command } from 'commander';
import type { ExplainOptions } from '../explain/explain.ts';
import { addRequestOptions } from '../request/requestOptions.ts';

const examples = `
Examples:
  simsheet explain model.xlsx 'Sheet1!D10' --input 'Sheet1!B3=triangular(80, 100, 150)'
  simsheet explain model.xlsx 'Sheet1!D10' --request model.simulation.json --depth 6`;

export function explainCommand(program: Command): void {
  const command = program
    .command('explain')
    .summary('show what a cell depends on and how it is computed')
    .description(
      'Shows the cells that vary on the way to one cell, which of them are compiled, and which are interpreted and why.',
    )
    .argument('<workbook>', 'an .xlsx or .xlsm file')
    .argument('<cell>', 'the cell, such as Sheet1!D10, or a defined name')
    .addHelpText('after', examples);
  addRequestOptions(command, { outputs: false })
    .optionsGroup('What to show:')
    .option('-d, --depth <number>', 'levels of the tree', '4')
    .option('--json', 'everything, as JSON')
    .option('--ascii', 'draw with plain characters only')
    .action(async (workbook: string, cell: string, options: ExplainOptions) => {
      const { explain } = await import('../explain/explain.ts');
      await explain(workbook, cell, options);
    });
}
