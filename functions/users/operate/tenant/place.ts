import { UsageError } from '../../../../events/operate/commandLine.ts';
import { organizationIn, type TenantCommand } from './command.ts';
import { installationAt } from './installation.ts';
import { placeOrganization } from './placing.ts';

export const place: TenantCommand = {
  help: '  place ORG --to CELL    its requests go to that cell from now on; only for one that has no data yet',

  async run({ cloud, names, options: { to }, print }) {
    const tenant = organizationIn(names);
    if (typeof to !== 'string') throw new UsageError('Say in which cell: --to CELL.');
    const placed = await placeOrganization({ ...installationAt(cloud), clock: () => new Date() }, tenant, to);
    if (!placed.ok) throw new Error(placed.error.detail);
    const { from } = placed.value;
    print(
      { organizationId: tenant, cell: to, from },
      from === to ? `${tenant} is in ${to} already.` : `${tenant} is in ${to}; all requests go there within 5 s.`,
    );
  },
};
