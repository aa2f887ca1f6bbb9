import type { TenantPlan } from '../../../../shared/limits/plans.ts';
import { isUnderWay, type Move, pooledCell, tenancyOf } from '../../../../shared/tenancy/tenancy.ts';
import { becomesOf } from '../moving/moveTenant.ts';
import type { KnownCell } from './cells.ts';
import { organizationIn, type TenantCommand, thereIs } from './command.ts';
import { installationAt } from './installation.ts';

export const show: TenantCommand = {
  help: '  show ORG               in which cell it is and since when, what was agreed with it, and which cells there are',

  read(names) {
    const organizationId = organizationIn(names);
    return async ({ cloud, print }) => {
      const { table, cells } = installationAt(cloud);
      await thereIs(table, organizationId);
      const { cell, placement, plan: agreed = null } = await tenancyOf(table, organizationId);
      const known = await cells();
      const { since = null, move = null, copies = [] } = placement ?? {};
      const lines = [
        `${organizationId} is ${cell === pooledCell ? 'pooled' : `in the cell ${cell}`}${since === null ? '' : ` since ${since}`}.`,
        ...(move === null ? [] : [movingLine(move)]),
        ...copies
          .filter((copy) => move === null || !isUnderWay(move) || copy.cell !== move.to)
          .map((copy) => `What it had in ${copy.cell} ${becomesOf(copy)}.`),
        ...(agreed === null ? [] : [agreedLine(agreed)]),
        `Cells: ${known.map(cellName).join(', ')}`,
      ];
      print({ organizationId, cell, since, move, copies, agreed, cells: known }, lines.join('\n'));
    };
  },
};

const movingLine = ({ from, to, startedAt, state }: Move): string =>
  isUnderWay({ state })
    ? `It is being moved to ${to} since ${startedAt}: ${state}.`
    : `It was moved to ${to} from ${from}.`;

const agreedLine = ({ plan, limits }: TenantPlan): string => {
  const parts = [
    ...(plan === undefined ? [] : [`the plan ${plan}`]),
    ...(Object.keys(limits).length === 0 ? [] : ['limits of its own']),
  ];
  return `It has ${parts.join(' and ')}: npm run tenant -- plan shows them.`;
};

const cellName = ({ name, missing }: KnownCell): string =>
  missing.length === 0 ? name : `${name} (without ${missing.join(', ')})`;
