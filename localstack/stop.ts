/** `npm stop`: ends what `npm start` has started, also what a killed one has left behind. */
import { readArguments, runCommand } from '../events/operate/commandLine.ts';
import { local } from './places.ts';
import { stopLocal } from './stopLocal.ts';

const help = `npm stop

Ends Simsheet on this machine. What was stored is there again after npm start; npm run reset forgets it.`;

await runCommand(help, async () => {
  readArguments({ options: {} });
  console.log((await stopLocal(local)) ? 'Simsheet has ended.' : 'Simsheet does not run.');
});
