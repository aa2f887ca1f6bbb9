import * as z from 'zod';
import { UsageError } from '../../../../events/operate/commandLine.ts';
import { id } from '../../../../shared/ids.ts';
import { isUnderWay, placement, pooledCell } from '../../../../shared/tenancy/tenancy.ts';
import { noCell } from './cells.ts';
import type { TenantCommand } from './command.ts';
import { installationAt } from './installation.ts';

const organization = z.string().transform((pk) => id('org').parse(pk.split('#')[1]));

export const list: TenantCommand = {
  help: '  list [--cell CELL]     the organizations that are in dedicated cells, or have something left in one',

  read(names, { cell: wanted }) {
    if (names.length > 0) throw new UsageError('list takes no name.');
    return async ({ cloud, print }) => {
      const installation = installationAt(cloud);
      const placements = (await installation.placements()).map((row) => {
        const { cell, since, copies = [], move } = placement.parse(row);
        return {
          organizationId: organization.parse(row.pk),
          cell,
          since,
          copies: copies.map((copy) => copy.cell),
          move,
        };
      });
      const found = placements.filter(({ cell, copies, move }) => {
        const cells = [cell, ...copies, ...(move === undefined ? [] : [move.from, move.to])];
        return wanted === undefined ? cells.some((each) => each !== pooledCell) : cells.includes(String(wanted));
      });
      // Nobody is in a cell that is mistyped: no reason to take it down.
      const known = await installation.cells();
      if (found.length === 0 && wanted !== undefined && !known.some(({ name }) => name === wanted))
        throw new UsageError(noCell(String(wanted), known));
      const lines = found.map(
        ({ organizationId, cell, since, copies, move }) =>
          `${organizationId}  ${cell.padEnd(14)}  ${since}${copies.length === 0 ? '' : `  copies in ${copies.join(', ')}`}${move === undefined || !isUnderWay(move) ? '' : `  moving to ${move.to}`}`,
      );
      print(found, lines.length === 0 ? 'There is none.' : lines.join('\n'));
    };
  },
};
