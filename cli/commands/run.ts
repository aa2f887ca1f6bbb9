import type { Command } from 'commander';
import { Mistake } from '../failures.ts';
import { addRequestOptions } from '../request/requestOptions.ts';
import type { RunOptions } from '../run/run.ts';

const examples = `
A distribution is a formula with Excel's grammar; its parameters may be numbers, percentages or cells:
  triangular(80, 100, 150)    pert(2400, 4000, 6200)    truncate(normal(Model!F2, 5%), -10%, 25%)
A correlation is of ranks, from -1 to 1, between each of the cells and each other:
  --correlate 'Model!B3,Model!B4=0.6' --correlate 'Model!B4,Model!B7=-0.2'
A stop rule names the mean, the standardDeviation or a percentile, and half the width of its interval:
  --stop 'mean 1%'    --stop 'P95 500 at 99% after 5000'   (in the output's unit; 99% confidence; from 5,000 iterations on)
Other copulas and further settings are written in a request document.

Examples:
  simsheet run model.xlsx --input 'Sheet1!B3=triangular(80, 100, 150)' --output 'Sheet1!D10'
  simsheet run model.xlsx -r model.simulation.json -n 1e6 --sampling sobol --seed 7
  simsheet run model.xlsx -r model.simulation.json --html report.html --csv iterations.csv
  simsheet run model.xlsx --json | jq '.outputs[0].percentiles'
  simsheet run risk-model.xlsx            a workbook with random cells of its own`;

export function runCommand(program: Command): void {
  const command = program
    .command('run')
    .summary('simulate a workbook')
    .description('Simulates a workbook and shows the distribution of its outputs.')
    .argument('[workbook]', 'an .xlsx or .xlsm file')
    .addHelpText('after', examples);
  addRequestOptions(command, { outputs: true })
    .optionsGroup('What to write (FILE may be - for standard output):')
    .option('--json [file]', 'the results document; to standard output where no file is named')
    .option('--csv <file>', 'every iteration: a column per input and output')
    .option('--parquet <file>', 'the same as Parquet')
    .option('--html <file>', 'a report with charts, in one file')
    .optionsGroup('How to run:')
    .option('-w, --workers <number>', 'threads; the numbers are the same for any (default: one per core)')
    .option('-q, --quiet', 'no report, no progress: only the files, warnings and errors')
    .option('--ascii', 'draw with plain characters only')
    .action(async (workbook: string | undefined, options: RunOptions) => {
      if (workbook === undefined) throw withoutWorkbook(options);
      const { run } = await import('../run/run.ts');
      await run(workbook, options);
    });
}

/** `run --json model.xlsx` takes the workbook for the file to write. */
const withoutWorkbook = ({ json }: RunOptions) =>
  typeof json === 'string' && /\.xls[xm]$/i.test(json)
    ? new Mistake(`name the workbook before --json: simsheet run ${json} --json`)
    : new Mistake('name the workbook to simulate: simsheet run model.xlsx');
