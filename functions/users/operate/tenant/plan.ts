import { UsageError } from '../../../../events/operate/commandLine.ts';
import { type LimitName, limitNames } from '../../../../shared/limits/limits.ts';
import { givenLimits } from '../../../../shared/limits/planSettings.ts';
import { limitsOf, type TenantPlan } from '../../../../shared/limits/plans.ts';
import { inWords } from '../../../../shared/limits/reached.ts';
import { documentClient, dynamoTable } from '../../../../shared/table/table.ts';
import { tenancyOf } from '../../../../shared/tenancy/tenancy.ts';
import { type AgreementChange, changeAgreement } from '../../limits/agreement.ts';
import { ActRefused } from '../actRefused.ts';
import { installedSettings } from '../installedSettings.ts';
import { organizationIn, type TenantCommand, thereIs } from './command.ts';

export const plan: TenantCommand = {
  help: `  plan ORG               its plan and its limits; with options, changes them
    --plan NAME          another plan
    --limit NAME=VALUE   a limit of its own, whatever its plan says: a number, none for no limit, plan for its plan's; again for more
    --reset              forgets all that was agreed before`,

  read(names, options) {
    const organizationId = organizationIn(names);
    const change: AgreementChange = {
      reset: options.reset === true,
      plan: typeof options.plan === 'string' ? options.plan : undefined,
      limits: readLimits(Array.isArray(options.limit) ? options.limit : []),
    };
    const isChange = change.reset || change.plan !== undefined || Object.keys(change.limits ?? {}).length > 0;
    return async ({ cloud, log, print }) => {
      const { plans } = await installedSettings(cloud);
      const table = dynamoTable(`${cloud.name}-users`, documentClient(cloud.client));
      await thereIs(table, organizationId);
      if (isChange) {
        await log.recorded(organizationId, { action: 'changePlan', resources: [organizationId] }, async () => {
          const changed = await changeAgreement({ table, plans, clock: () => new Date() }, organizationId, change);
          if (!changed.ok) throw new ActRefused(changed.error);
          return { answer: changed.value };
        });
      }
      const { plan: agreed } = await tenancyOf(table, organizationId);
      const { plan: name, ...limits } = limitsOf(plans, agreed);
      const since = agreed === undefined ? '' : ` since ${agreed.changedAt}`;
      print(
        { organizationId, plan: name, limits, agreed: agreed ?? null },
        [
          `${organizationId} has the plan ${name}${since}${isChange ? '; all requests know it within 5 s' : ''}.`,
          ...limitNames.map((limit) => `  ${limit.padEnd(22)} ${inText(limit, limits[limit], agreed)}`),
        ].join('\n'),
      );
    };
  },
};

const inText = (limit: LimitName, max: number | null, agreed: TenantPlan | undefined): string => {
  const none = limit === 'requestsPerSecond' ? 'that of every organization' : 'no limit';
  const isOwn = agreed !== undefined && agreed.limits[limit] !== undefined;
  return `${max === null ? none : inWords(max)}${isOwn ? '  (its own)' : ''}`;
};

/** `storedBytes=1_000_000`, `members=none`, `members=plan`. */
export const readLimits = (texts: readonly string[]): NonNullable<AgreementChange['limits']> =>
  Object.fromEntries(texts.map(readLimit));

const readLimit = (text: string): [LimitName, number | null | 'plan'] => {
  const [name, value = '', ...rest] = text.split('=');
  const limit = limitNames.find((each) => each === name);
  if (limit === undefined) throw new UsageError(`There is no limit ${name}; limits are ${limitNames.join(', ')}.`);
  if (rest.length === 0 && value === 'plan') return [limit, 'plan'];
  const read =
    value === 'none' ? null : /^\d[\d_]*(\.\d+)?$/.test(value) ? Number(value.replaceAll('_', '')) : Number.NaN;
  const checked = givenLimits.safeParse({ [limit]: read });
  if (rest.length > 0 || !checked.success) {
    throw new UsageError(`${limit} takes a number that it can be, none, or plan: --limit ${limit}=100`);
  }
  return [limit, read];
};
