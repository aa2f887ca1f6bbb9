/** `npm run machine`: programs that sign in with a client secret, as members of an organization. */
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { findCloud } from '../../../events/operate/cloud.ts';
import { cloudHelp, cloudOptions, readArguments, runCommand, UsageError } from '../../../events/operate/commandLine.ts';
import type { TenantId } from '../../../shared/identity.ts';
import { id } from '../../../shared/ids.ts';
import { documentClient, dynamoTable } from '../../../shared/table/table.ts';
import { tenancyOf } from '../../../shared/tenancy/tenancy.ts';
import { createMachine, deleteMachine, listMachines } from '../machines/machines.ts';
import { organizationStore } from '../organizations/organizationStore.ts';
import { personStore } from '../store.ts';
import { installedPlans } from './installedPlans.ts';
import { type Client, makeClient, removeClient } from './poolClient.ts';

const help = `npm run machine -- COMMAND --organization ORG [options]

  create NAME --role ROLE   makes a client of the user pool that signs in as a member of the organization, and shows its
                            secret, this once
  list                      the machines of the organization
  delete USER_ID            takes its membership at once, and removes its client from the user pool

  --client-id ID   with create: a client that another issuer knows already; nothing is made there
${cloudHelp}

Exit codes: 0 done, 1 failed, 2 something to mend in the command. How a machine gets a token: docs/sign-in.md.`;

const machine = async (): Promise<void> => {
  const { values, positionals } = readArguments({
    options: {
      ...cloudOptions,
      organization: { type: 'string' },
      role: { type: 'string' },
      'client-id': { type: 'string' },
    },
  });
  const [command = '', what, ...rest] = positionals;
  if (!['create', 'list', 'delete'].includes(command)) {
    throw new UsageError(command === '' ? 'Which command?' : `There is no ${command} here.`);
  }
  if (rest.length > 0 || (command === 'list') !== (what === undefined)) {
    throw new UsageError(command === 'list' ? 'list takes no name.' : `${command} takes one name or id.`);
  }
  const organization = id('org').safeParse(values.organization);
  if (!organization.success) throw new UsageError('Say in which organization: --organization org_...');
  const organizationId = organization.data;

  const { client: settings, name } = await findCloud(values);
  const table = dynamoTable(`${name}-users`, documentClient(settings));
  const deps = {
    people: personStore(table),
    organizations: organizationStore(table),
    tenancy: (tenant: TenantId) => tenancyOf(table, tenant),
    clock: () => new Date(),
  };
  const print = (value: object, text: string) => console.log(values.json ? JSON.stringify(value) : text);

  if (command === 'list') {
    const machines = await listMachines(deps, organizationId);
    const lines = machines.map(
      ({ userId, role, createdAt, name: called }) => `${userId}  ${role.padEnd(10)} ${createdAt}  ${called}`,
    );
    return print(machines, lines.length === 0 ? 'It has no machine.' : lines.join('\n'));
  }

  const signIn = await signInOf(settings, name);
  if (command === 'delete') {
    const userId = id('usr').safeParse(what);
    if (!userId.success) throw new UsageError('delete takes the id that list shows: usr_...');
    const known = (await deps.people.user(userId.data))?.clientId;
    const deleted = await deleteMachine(deps, organizationId, userId.data);
    if (!deleted.ok) throw new Error(deleted.error.detail);
    if (signIn.UserPoolId !== undefined && known !== undefined) await removeClient(settings, signIn.UserPoolId, known);
    return print({ userId: userId.data, deleted: true }, `${userId.data} is deleted; its tokens are worth nothing.`);
  }

  const { role } = values;
  if (role === undefined) throw new UsageError('Say what it may do: --role analyst.');
  const called = what!;
  const client = await clientFor(called);
  const person = { issuer: signIn.Issuer!, subject: client.clientId };
  const plans = await installedPlans({ client: settings, name });
  const created = await createMachine({ ...deps, plans }, { person, name: called, organizationId, role });
  if (!created.ok) {
    if (values['client-id'] === undefined) await removeClient(settings, signIn.UserPoolId!, client.clientId);
    throw new Error(created.error.detail);
  }
  const made = { userId: created.value.userId, ...client, scope: signIn.MachineScope };
  print(
    made,
    [
      `${made.userId} is a member of ${organizationId} as ${role}.`,
      `client id      ${client.clientId}`,
      ...(client.clientSecret === undefined ? [] : [`client secret  ${client.clientSecret}  (shown this once)`]),
      ...(made.scope === undefined ? [] : [`scope          ${made.scope}`]),
    ].join('\n'),
  );

  async function clientFor(clientName: string): Promise<Client> {
    const given = values['client-id'];
    if (given !== undefined) return { clientId: given };
    if (signIn.UserPoolId === undefined || signIn.MachineScope === undefined) {
      throw new UsageError('People sign in by another issuer here: make the client there, and name it by --client-id.');
    }
    return makeClient(settings, signIn.UserPoolId, clientName, signIn.MachineScope);
  }
};

/** What the platform's stack says of how people sign in. */
const signInOf = async (
  settings: ConstructorParameters<typeof CloudFormationClient>[0],
  name: string,
): Promise<Record<string, string | undefined>> => {
  const { Stacks = [] } = await new CloudFormationClient(settings ?? {}).send(new DescribeStacksCommand({}));
  const platform = Stacks.find(({ StackName }) => StackName?.toLowerCase() === `${name}-platform`.toLowerCase());
  const outputs = platform?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]) ?? [];
  const found: Record<string, string | undefined> = Object.fromEntries(outputs);
  if (found.Issuer === undefined) throw new Error(`There is no installation ${name} here.`);
  return found;
};

await runCommand(help, machine);
