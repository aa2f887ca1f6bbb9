import { setTimeout as sleep } from 'node:timers/promises';
import { inWords } from '../../../../shared/limits/reached.ts';
import type { Recounted } from '../recount/recount.ts';
import { recountTenant } from '../recount/recountTenant.ts';
import { organizationIn, type TenantCommand, thereIs } from './command.ts';
import { installationAt } from './installation.ts';

export const recount: TenantCommand = {
  help: `  recount ORG            what counts against its limits, beside what there is
    --apply              corrects that, while it works; but not a month's iterations, of which deleted simulations are a part`,

  read(names, options) {
    const organizationId = organizationIn(names);
    const apply = options.apply === true;
    return async ({ cloud, log, print }) => {
      const ports = { ...installationAt(cloud), clock: () => new Date(), wait: sleep };
      await thereIs(ports.table, organizationId);
      const look = () => recountTenant(ports, organizationId, apply);
      const act = { action: 'recountUsage', resources: [organizationId] } as const;
      const { cell, limits } = await (apply
        ? log.recorded(organizationId, act, async () => {
            const answer = await look();
            return { answer, isChange: answer.limits.some(({ corrected }) => corrected) };
          })
        : look());
      print(
        { organizationId, cell, limits },
        [
          `${organizationId} in the cell ${cell}:`,
          line('', 'counted', 'there', 'not counted', ''),
          ...limits.map((each) =>
            line(each.limit, inWords(each.counted), inWords(each.there), inWords(each.uncounted), remark(each)),
          ),
        ].join('\n'),
      );
    };
  },
};

const line = (limit: string, counted: string, there: string, uncounted: string, said: string): string =>
  `  ${limit.padEnd(22)} ${counted.padStart(18)} ${there.padStart(18)} ${uncounted.padStart(12)}  ${said}`.trimEnd();

const remark = ({ limit, counted, there, uncounted, corrected }: Recounted): string => {
  if (limit === 'iterationsPerMonth') return 'only shown: those of deleted simulations stay counted';
  if (corrected) return 'corrected';
  return counted === there && uncounted === 0 ? '' : '--apply corrects it';
};
