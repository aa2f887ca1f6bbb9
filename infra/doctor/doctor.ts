/** `npm run doctor`: whether an installation is as it should be, above all whether tenants' data is kept apart. */
import { SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { findCloud } from '../../events/operate/cloud.ts';
import {
  cloudHelp,
  cloudOptions,
  firstLine,
  readArguments,
  runCommand,
  UsageError,
} from '../../events/operate/commandLine.ts';
import { letterQueues } from '../../events/operate/letterQueue.ts';
import { services } from '../../functions/gateway/services.ts';
import { nameOfCell } from '../../shared/tenancy/tenancy.ts';
import { type Named, stackName, tenantDataRoleOutput } from '../names.ts';
import { alarmStates, gatewayHealth, stacksOf } from './deployed.ts';
import { type Finding, finding, isHealthy } from './finding.ts';
import { alarmFindings, healthFindings, letterFindings, stackFinding } from './installation.ts';
import { bucketsOf, checkTenancy } from './tenancy.ts';
import { tenantSessionTrials } from './tenantSessionTrials.ts';

const help = `npm run doctor -- [options]

Checks an installation: its stacks, the health of its services, alarms, dead letters, and whether a tenant's credentials reach that
tenant's data and nothing else. It changes nothing, and reads as tenants that nobody is. What it may do: docs/tenancy.md.

${cloudHelp}

Exit codes: 0 all is well, 1 something is not or could not be checked, 2 something to mend in the command.`;

const doctor = async (): Promise<void> => {
  const { values, positionals } = readArguments({ options: cloudOptions });
  if (positionals.length > 0) throw new UsageError('It takes no arguments.');
  const { client, name } = await findCloud(values);
  const enforced = values.aws;

  const sts = new STSClient(client);
  const { Account: account = '', Arn: arn = '' } = await sts.send(new GetCallerIdentityCommand({}));
  const region = await sts.config.region();
  const findings: Finding[] = [{ check: 'account', outcome: 'ok', detail: `${account} in ${region}, as ${arn}` }];

  const stacks = await stacksOf(client);
  const own: Owner = { name, installation: name, parts: ['platform', 'gateway', ...services] };
  const owners = [own, ...cellsAmong([...stacks.keys()], name)];
  const outputsOf = (owner: Owner, part: string) => stacks.get(stackName(owner, part))?.outputs ?? {};
  for (const owner of owners)
    for (const part of owner.parts)
      findings.push(stackFinding(stackName(owner, part), stacks.get(stackName(owner, part))?.status));

  findings.push(
    ...(await several('health', async () => healthFindings(await gatewayHealth(client, outputsOf(own, 'platform'))))),
    ...(await several('alarms', async () => {
      const found = await Promise.all(owners.map((owner) => alarmStates(client, stackName(owner, ''))));
      const all = found.reduce((sum, each) => sum + each.all, 0);
      return alarmFindings(
        all,
        found.flatMap(({ raised }) => raised),
      );
    })),
    ...(await several('dead letters', async () => letterFindings(await letterQueues(new SQSClient(client), name)))),
  );

  for (const owner of owners) {
    const roleOf = (of: string) => outputsOf(owner, of)[tenantDataRoleOutput];
    const assume = tenantSessionTrials({ client, owner, account, region, roleOf });
    const where = owner === own ? '' : `${owner.name} `;
    for (const service of Object.keys(bucketsOf))
      for (const each of await checkTenancy({ assume, enforced }, service))
        findings.push({ ...each, check: `${where}${each.check}` });
  }

  console.log(values.json ? JSON.stringify({ healthy: isHealthy(findings), findings }, null, 2) : table(findings));
  if (!isHealthy(findings)) process.exitCode = 1;
};

/** Whose stacks and what is in them is looked at: the installation's, or a dedicated cell's. */
interface Owner extends Named {
  installation: string;
  parts: readonly string[];
}

/** Each dedicated cell has a stack that only such ones have. */
const cellsAmong = (stackNames: readonly string[], installation: string): Owner[] =>
  stackNames.flatMap((found) => {
    const cell = found.startsWith(`${installation}--`)
      ? /^([a-z0-9]+)-cell$/.exec(found.slice(installation.length + 2))?.[1]
      : undefined;
    if (cell === undefined) return [];
    return [{ name: nameOfCell(installation, cell), installation, parts: ['cell', ...Object.keys(bucketsOf)] }];
  });

/** What a check finds, or that it could not be made. */
const several = async (check: string, look: () => Promise<Finding[]>): Promise<Finding[]> => {
  let found: Finding[] = [];
  const failure = await finding(check, async () => {
    found = await look();
    return { outcome: 'ok', detail: '' };
  });
  return failure.outcome === 'ok' ? found : [failure];
};

const marks: Record<Finding['outcome'], string> = {
  ok: 'ok',
  failed: 'FAILED',
  unchecked: 'UNCHECKED',
  'not-applicable': 'does not apply',
};

const table = (findings: readonly Finding[]): string => {
  const widest = Math.max(...Object.values(marks).map(({ length }) => length));
  const rows = findings.map(
    ({ check, outcome, detail }) =>
      `${marks[outcome].padEnd(widest)}  ${check}${outcome === 'ok' && detail === 'refused' ? '' : `: ${firstLine(detail)}`}`,
  );
  const wrong = findings.filter(({ outcome }) => outcome === 'failed' || outcome === 'unchecked').length;
  return [...rows, '', wrong === 0 ? 'All is well.' : `${wrong} of ${findings.length} checks need a look.`].join('\n');
};

await runCommand(help, doctor);
