import type { Command } from 'commander';

const examples = `
Examples:
  simsheet inspect model.xlsx
  simsheet inspect model.xlsx --json | jq '.candidateInputs'`;

export function inspectCommand(program: Command): void {
  program
    .command('inspect')
    .summary('show what a workbook holds and what could be simulated')
    .description(
      'Shows sheets, random cells, outputs and likely assumptions of a workbook, and what would stand in the way of a simulation.',
    )
    .argument('<workbook>', 'an .xlsx or .xlsm file')
    .option('--json', 'everything, as JSON')
    .option('--ascii', 'draw with plain characters only')
    .addHelpText('after', examples)
    .action(async (workbook: string, options: { json?: true; ascii?: true }) => {
      const { inspect } = await import('../inspect/inspect.ts');
      inspect(workbook, options);
    });
}
