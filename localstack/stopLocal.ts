import type { Places } from './places.ts';
import { processesIn } from './supervisor/processes.ts';
import { endSupervisor } from './supervisor/runFile.ts';

/** Ends an installation's supervisor and all that is left of it. Answers whether there was anything. */
export const stopLocal = async (places: Places): Promise<boolean> => {
  const ended = await endSupervisor(places.supervisor);
  const left = await processesIn(places.children).endLeftovers();
  return ended || left > 0;
};
