/** A whole run as a text that can be compared: made into a script for the browser, and called in Node as it is. */
import {
  compileSimulation,
  createRunner,
  planSimulation,
  type SimulationRequest,
  summarise,
} from '../../engine/index.ts';
import { readWorkbook } from '../../engine/workbook/readWorkbook.ts';

/** The bytes of the run's state, and the results. */
export const stateOf = async (workbook: readonly number[], request: SimulationRequest): Promise<string> => {
  const planned = planSimulation(readWorkbook(Uint8Array.from(workbook)), request);
  if (!planned.ok) throw new Error(JSON.stringify(planned.error));
  const program = await compileSimulation(planned.value);
  const state = await (await createRunner(program)).run({ firstChunk: 0, chunks: program.chunks });
  const hex = Array.from(state, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `${hex} ${JSON.stringify(summarise(program, state))}`;
};
