import { UsageError } from '../../../../events/operate/commandLine.ts';
import { placeTenant } from '../moving/placeTenant.ts';
import { checkCell } from './cells.ts';
import { organizationIn, type TenantCommand } from './command.ts';
import { installationAt } from './installation.ts';
import { movingPorts } from './movingPorts.ts';
import { recordedMove } from './recordedMove.ts';

export const place: TenantCommand = {
  help: '  place ORG --to CELL    its requests go to that cell from now on; only for one that has no data yet',

  read(names, { to }) {
    const organizationId = organizationIn(names);
    if (typeof to !== 'string') throw new UsageError('Say in which cell: --to CELL.');
    return async ({ cloud, log, print }) => {
      const { cells, dataIn } = installationAt(cloud);
      checkCell(to, await cells());
      const act = { action: 'placeOrganization', resources: [organizationId, to] } as const;
      const { from } = await recordedMove(log, organizationId, act, (telling) =>
        placeTenant({ ...movingPorts(cloud), ...telling, dataIn }, organizationId, to),
      );
      print(
        { organizationId, cell: to, from },
        from === to
          ? `${organizationId} is in ${to} already.`
          : `${organizationId} is in ${to}; all requests go there.`,
      );
    };
  },
};
