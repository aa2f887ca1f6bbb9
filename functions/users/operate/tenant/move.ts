import { UsageError } from '../../../../events/operate/commandLine.ts';
import { abortMove, moveTenant } from '../moving/moveTenant.ts';
import { checkCell } from './cells.ts';
import { organizationIn, type TenantCommand } from './command.ts';
import { installationAt } from './installation.ts';
import { movingPorts } from './movingPorts.ts';
import { recordedMove } from './recordedMove.ts';

const minuteMs = 60_000;

export const move: TenantCommand = {
  help: `  move ORG --to CELL     moves it with its data while it is read; goes on where an earlier one was broken off
    --wait MINUTES         for simulations that run, and files that are read; 60
    --fence SECONDS        that writes may be refused at most; 30
    --purge-after DAYS     that the old data is kept at least; 7
    --abort                gives the move up instead (without --to)`,

  read(names, options) {
    const organizationId = organizationIn(names);
    const { to, abort } = options;
    const given = {
      waitMs: wholeNumber(options, 'wait', 60) * minuteMs,
      fenceMs: wholeNumber(options, 'fence', 30) * 1000,
      purgeAfterDays: wholeNumber(options, 'purge-after', 7),
      kind: 'move',
    } as const;
    if (abort === true) {
      if (to !== undefined) throw new UsageError('--abort takes no --to: it ends the move that is under way.');
      return async ({ cloud, log, print }) => {
        const act = { action: 'abortMove', resources: [organizationId] } as const;
        await recordedMove(log, organizationId, act, (telling) =>
          abortMove({ ...movingPorts(cloud), ...telling }, organizationId),
        );
        print({ organizationId, aborted: true }, 'Done.');
      };
    }
    if (typeof to !== 'string') throw new UsageError('Say to which cell: --to CELL.');
    return async ({ cloud, log, print }) => {
      checkCell(to, await installationAt(cloud).cells());
      const act = { action: 'startMove', resources: [organizationId, to] } as const;
      const moved = await recordedMove(log, organizationId, act, (telling) =>
        moveTenant({ ...movingPorts(cloud), ...telling }, organizationId, to, given),
      );
      print({ organizationId, ...moved }, `Done. npm run tenant -- show ${organizationId} tells what is left where.`);
    };
  },
};

const wholeNumber = (options: Parameters<TenantCommand['read']>[1], name: string, otherwise: number): number => {
  const given = options[name];
  if (given === undefined) return otherwise;
  if (typeof given !== 'string' || !/^\d{1,5}$/.test(given)) throw new UsageError(`--${name} takes a whole number.`);
  return Number(given);
};
