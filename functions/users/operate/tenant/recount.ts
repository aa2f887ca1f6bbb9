import { setTimeout as sleep } from 'node:timers/promises';
import { inWords } from '../../../../shared/limits/reached.ts';
import type { Recounted } from '../recount/recount.ts';
import { type RecountTenantPorts, recountTenant } from '../recount/recountTenant.ts';
import { organizationIn, type TenantCommand, thereIs } from './command.ts';
import { installationAt } from './installation.ts';

export const recount: TenantCommand = {
  help: `  recount ORG            what counts against its limits, beside what there is
    --apply              corrects that, while it works; but not a month's iterations, of which deleted simulations are a part`,

  read(names, options) {
    const organizationId = organizationIn(names);
    const apply = options.apply === true;
    return async ({ cloud, log, print }) => {
      const installation = installationAt(cloud);
      await thereIs(installation.table, organizationId);
      const recorded: RecountTenantPorts['recorded'] = (limit, run) =>
        log.recorded(organizationId, { action: 'recountUsage', resources: [organizationId, limit] }, async () => {
          const answer = await run();
          return { answer, isChange: answer.corrected };
        });
      const { cell, limits } = await recountTenant(
        {
          ...installation,
          clock: () => new Date(),
          wait: sleep,
          recorded: apply ? recorded : (_limit, run) => run(),
        },
        organizationId,
        apply,
      );
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
