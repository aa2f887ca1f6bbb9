/** `npm run machine`: programs that sign in with a client secret, as members of an organization. */
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { type CloudToOperate, findCloud } from '../../../events/operate/cloud.ts';
import { cloudHelp, cloudOptions, readArguments, runCommand, UsageError } from '../../../events/operate/commandLine.ts';
import type { TenantId, UserId } from '../../../shared/identity.ts';
import { id } from '../../../shared/ids.ts';
import { documentClient, dynamoTable } from '../../../shared/table/table.ts';
import { tenancyOf } from '../../../shared/tenancy/tenancy.ts';
import { createMachine, deleteMachine, listMachines } from '../machines/machines.ts';
import { organizationStore } from '../organizations/organizationStore.ts';
import { personStore } from '../store.ts';
import { ActRefused } from './actRefused.ts';
import { installedLog } from './installedLog.ts';
import { installedSettings } from './installedSettings.ts';
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
  const act = readAct();

  const cloud = await findCloud(values);
  const print = (value: object, text: string) => console.log(values.json ? JSON.stringify(value) : text);
  await act(cloud);

  function readAct(): (cloud: CloudToOperate) => Promise<void> {
    if (command === 'list') return list;
    if (command === 'delete') {
      const userId = id('usr').safeParse(what);
      if (!userId.success) throw new UsageError('delete takes the id that list shows: usr_...');
      return (at) => remove(at, userId.data);
    }
    const { role } = values;
    if (role === undefined) throw new UsageError('Say what it may do: --role analyst.');
    return (at) => create(at, what!, role);
  }

  async function list(at: CloudToOperate): Promise<void> {
    const machines = await listMachines(depsAt(at), organizationId);
    const lines = machines.map(
      ({ userId, role, createdAt, name: called }) => `${userId}  ${role.padEnd(10)} ${createdAt}  ${called}`,
    );
    print(machines, lines.length === 0 ? 'It has no machine.' : lines.join('\n'));
  }

  async function remove(at: CloudToOperate, userId: UserId): Promise<void> {
    const deps = depsAt(at);
    const signIn = await signInOf(at);
    const log = installedLog(at);
    const known = (await deps.people.user(userId))?.clientId;
    await log.recorded(organizationId, { action: 'deleteMachine', resources: [userId] }, async () => {
      const deleted = await deleteMachine(deps, organizationId, userId, log.correlationId);
      if (!deleted.ok) throw new ActRefused(deleted.error);
      return { answer: null };
    });
    // It is no member any more, whatever becomes of its client.
    if (signIn.UserPoolId !== undefined && known !== undefined) {
      await removeClient(at.client, signIn.UserPoolId, known).catch((error: Error) => {
        throw new Error(
          `${userId} is deleted; its client ${known} is still in the user pool, worth nothing here: ${error.message}`,
        );
      });
    }
    print({ userId, deleted: true }, `${userId} is deleted; its tokens are worth nothing.`);
  }

  async function create(at: CloudToOperate, called: string, role: string): Promise<void> {
    const signIn = await signInOf(at);
    const { plans } = await installedSettings(at);
    const log = installedLog(at);
    const made = await log.recorded(organizationId, { action: 'createMachine', resources: [] }, async () => {
      const client = await clientFor(at, called, signIn);
      const person = { issuer: signIn.Issuer!, subject: client.clientId };
      const asked = { person, name: called, organizationId, role };
      const created = await createMachine({ ...depsAt(at), plans }, asked, log.correlationId);
      if (!created.ok) {
        if (values['client-id'] === undefined) await removeClient(at.client, signIn.UserPoolId!, client.clientId);
        throw new ActRefused(created.error);
      }
      const { userId } = created.value;
      return { answer: { userId, ...client, scope: signIn.MachineScope }, made: [userId] };
    });
    print(
      made,
      [
        `${made.userId} is a member of ${organizationId} as ${role}.`,
        `client id      ${made.clientId}`,
        ...(made.clientSecret === undefined ? [] : [`client secret  ${made.clientSecret}  (shown this once)`]),
        ...(made.scope === undefined ? [] : [`scope          ${made.scope}`]),
      ].join('\n'),
    );
  }

  async function clientFor(at: CloudToOperate, clientName: string, signIn: SignIn): Promise<Client> {
    const given = values['client-id'];
    if (given !== undefined) return { clientId: given };
    if (signIn.UserPoolId === undefined || signIn.MachineScope === undefined) {
      throw new UsageError('People sign in by another issuer here: make the client there, and name it by --client-id.');
    }
    return makeClient(at.client, signIn.UserPoolId, clientName, signIn.MachineScope);
  }
};

const depsAt = ({ client, name }: CloudToOperate) => {
  const table = dynamoTable(`${name}-users`, documentClient(client));
  return {
    people: personStore(table),
    organizations: organizationStore(table),
    tenancy: (tenant: TenantId) => tenancyOf(table, tenant),
    clock: () => new Date(),
  };
};

type SignIn = Record<string, string | undefined>;

/** What the platform's stack says of how people sign in. */
const signInOf = async ({ client, name }: CloudToOperate): Promise<SignIn> => {
  const { Stacks = [] } = await new CloudFormationClient(client).send(new DescribeStacksCommand({}));
  const platform = Stacks.find(({ StackName }) => StackName?.toLowerCase() === `${name}-platform`.toLowerCase());
  const outputs = platform?.Outputs?.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]) ?? [];
  const found: SignIn = Object.fromEntries(outputs);
  if (found.Issuer === undefined) throw new Error(`There is no installation ${name} here.`);
  return found;
};

await runCommand(help, machine);
