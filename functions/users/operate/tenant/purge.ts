import { purgeCopies } from '../moving/moveTenant.ts';
import { organizationIn, type TenantCommand } from './command.ts';
import { movingPorts } from './movingPorts.ts';
import { recordedMove } from './recordedMove.ts';

export const purge: TenantCommand = {
  help: `  purge ORG              removes what is left of it in cells where it was, when its time has come
    --early                at once: then there is no way back to it`,

  read(names, options) {
    const organizationId = organizationIn(names);
    return async ({ cloud, log, print }) => {
      const act = { action: 'purgeMovedData', resources: [organizationId] } as const;
      const left = await recordedMove(log, organizationId, act, (telling) =>
        purgeCopies({ ...movingPorts(cloud), ...telling }, organizationId, options.early === true),
      );
      print({ organizationId, left }, left.length === 0 ? 'Nothing is left elsewhere.' : 'Done.');
    };
  },
};
