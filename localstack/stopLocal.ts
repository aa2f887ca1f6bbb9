import type { Places } from './places.ts';
import { processesIn } from './supervisor/processes.ts';
import { endSupervisor, runningSupervisor } from './supervisor/runFile.ts';

/** Ends an installation's supervisor and all that is left of it. Answers whether there was anything. */
export const stopLocal = async (places: Places): Promise<boolean> => {
  if (runningSupervisor(places.supervisor) !== null) console.log('Ending Simsheet, which takes up to a minute ...');
  const ended = await endSupervisor(places.supervisor);
  const left = await processesIn(places.children).endLeftovers();
  return ended || left > 0;
};
