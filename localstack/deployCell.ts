/** A dedicated cell beside an installation that runs on a local cloud: docs/cells.md. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { synthesise } from './assembly.ts';
import { type Cloud, environmentFor } from './clouds.ts';
import { deploy } from './deploy.ts';
import { type Places, root } from './places.ts';
import { type Launch, processesIn } from './supervisor/processes.ts';
import { tailOf, type Work } from './supervisor/supervise.ts';

export interface Cell {
  cloud: Cloud;
  /** Of the installation. */
  places: Places;
  name: string;
}

/** Deploys a cell, or brings the one that is there up to date. */
export const deployCell = async (cell: Cell): Promise<void> => {
  const work = await workOn(cell);
  const { cloud, name } = cell;
  const { assembly, outputs } = placesOf(cell);
  await synthesise(assembly, { cloud: cloud.kind, cell: name }, work);
  await deploy(cloud, { assembly, outputs }, work);
};

/** Removes a cell with all that is in it, as whoever deployed it would. */
export const removeCell = async (cell: Cell): Promise<void> => {
  const { run } = await workOn(cell);
  const { assembly } = placesOf(cell);
  await run({
    command: 'cdk',
    args: ['destroy', '--all', '--force', '--app', assembly, '--output', assembly, '--no-notices'],
    environment: environmentFor(cell.cloud.endpoint),
    folder: root,
  });
};

const placesOf = ({ places, name }: Cell): Pick<Places, 'assembly' | 'outputs'> => ({
  assembly: join(places.home, `assembly-${name}`),
  outputs: join(places.home, `outputs-${name}.json`),
});

const workOn = async ({ places, name }: Cell): Promise<Pick<Work, 'run' | 'log'>> => {
  const logFile = join(places.logs, `cell-${name}.log`);
  await mkdir(places.logs, { recursive: true });
  const processes = processesIn(places.children);
  return {
    log: () => {},
    async run(launch: Launch) {
      const reason = await (await processes.start(launch, logFile)).ended;
      if (reason === 'ended with exit code 0') return;
      const command = [launch.command, ...launch.args].join(' ');
      throw new Error(`${command} ${reason}. The end of ${logFile}:\n${tailOf(logFile).join('\n')}`);
    },
  };
};
