/** `simsheet`: simulate a workbook on this machine. */
import { exitCodes, systemCode } from './failures.ts';
import { main } from './main.ts';

// A reader that has seen enough, such as `head`, closes the pipe: nothing is wrong.
process.stdout.on('error', (error) => {
  process.exit(systemCode(error) === 'EPIPE' ? exitCodes.success : exitCodes.failure);
});

process.exitCode = await main(process.argv.slice(2));
