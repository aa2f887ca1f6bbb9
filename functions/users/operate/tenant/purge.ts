import { purgeCopies } from '../moving/moveTenant.ts';
import { organizationIn, type TenantCommand } from './command.ts';
import { movingPorts } from './movingPorts.ts';

export const purge: TenantCommand = {
  help: `  purge ORG              removes what is left of it in cells where it was, when its time has come
    --early                at once: then there is no way back to it`,

  async run({ cloud, names, options, print }) {
    const organizationId = organizationIn(names);
    const left = await purgeCopies(movingPorts(cloud), organizationId, options.early === true);
    print({ organizationId, left }, left.length === 0 ? 'Nothing is left elsewhere.' : 'Done.');
  },
};
