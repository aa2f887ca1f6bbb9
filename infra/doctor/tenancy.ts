import type { TenantId } from '../../shared/identity.ts';
import { partition } from '../../shared/table/table.ts';
import { type Finding, finding } from './finding.ts';

/** What a session of a service's role for tenant data is asked to do. Nothing here writes. */
export interface TenantSessionTrials {
  /** Reads one item of the service's table. */
  item(pk: string): Promise<unknown>;
  /** Reads an item of another service's table. */
  itemOfAnother(pk: string): Promise<unknown>;
  scan(): Promise<unknown>;
  /** Asks the index of events to be sent, which are all tenants'. */
  index(pk: string): Promise<unknown>;
  /** Lists objects in a bucket below a prefix; everything, without one. */
  list(bucket: string, prefix: string | undefined): Promise<unknown>;
}

export interface TenancyDeps {
  /** Opens a session with these tags, which the role must want. */
  assume(service: string, tags: Record<string, string>): Promise<TenantSessionTrials>;
  /** Whether the cloud does what policies say. */
  enforced: boolean;
}

/** The buckets of which a service's sessions reach something. */
export const bucketsOf: Record<string, readonly string[]> = {
  billing: [],
  files: ['files', 'quarantine'],
  notifications: [],
  results: ['results'],
  simulations: ['files'],
};

/** Two tenants that nobody is: no id is made in 1970. */
const [own, other]: readonly [TenantId, TenantId] = [
  'org_00000000000000000000000001',
  'org_00000000000000000000000002',
];
/** One that somebody could be, as which the doctor must get no session. */
const real: TenantId = 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';

const howToAllow = 'Let your role try it: npx cdk deploy --all -c doctor=ARN, see docs/tenancy.md.';

/** Tries in a service whether a tenant's session reaches its own data and nothing else. */
export const checkTenancy = async ({ assume, enforced }: TenancyDeps, service: string): Promise<Finding[]> => {
  const name = (what: string) => `${service}: ${what}`;
  let session: TenantSessionTrials | undefined;
  const opened = await finding(
    name("a tenant's session reaches its own data"),
    async () => {
      session = await assume(service, { tenant: own });
      // Without this, that all else is refused would say little.
      await session.item(partition(own, 'DOCTOR'));
      for (const bucket of bucketsOf[service] ?? []) await session.list(bucket, `tenants/${own}/`);
      return { outcome: 'ok', detail: 'it does' };
    },
    enforced ? howToAllow : '',
  );
  const trials: [string, (of: TenantSessionTrials) => Promise<unknown>][] = [
    ["reads another tenant's item", (of) => of.item(partition(other, 'DOCTOR'))],
    ['reads an item without a tenant', (of) => of.item('DOCTOR')],
    ["reads an item of another service's table", (of) => of.itemOfAnother(partition(own, 'DOCTOR'))],
    ['scans the table', (of) => of.scan()],
    ["asks an index of all tenants'", (of) => of.index(partition(own, 'DOCTOR'))],
    ...(bucketsOf[service] ?? []).flatMap((bucket): typeof trials => [
      [`lists another tenant's objects in ${bucket}`, (of) => of.list(bucket, `tenants/${other}/`)],
      [`lists all objects in ${bucket}`, (of) => of.list(bucket, undefined)],
    ]),
  ];
  const refusals = [
    ...trials.map(([what, attempt]) =>
      refusal(name(`no session ${what}`), async () => {
        if (session === undefined) throw new Error('there is no session to try it with.');
        await attempt(session);
      }),
    ),
    refusal(name('no session without a tenant'), () => assume(service, {})),
    refusal(name('no session with more tags than the tenant'), () => assume(service, { tenant: own, more: 'x' })),
    refusal(name('the doctor gets no session of a tenant that there may be'), () => assume(service, { tenant: real })),
  ];
  if (enforced) return [opened, ...(await Promise.all(refusals.map((attempt) => attempt())))];
  return [
    opened,
    {
      check: name('nothing else is reached'),
      outcome: 'not-applicable',
      detail: `${refusals.length} attempts that AWS has to refuse are not made: a local cloud does not enforce IAM.`,
    },
  ];
};

/** What must be refused: that it went through is the failure; that it broke otherwise says nothing. */
const refusal = (check: string, attempt: () => Promise<unknown>) => (): Promise<Finding> =>
  finding(check, async () => {
    try {
      await attempt();
    } catch (error) {
      if (error instanceof Error && /^AccessDenied(Exception)?$/.test(error.name))
        return { outcome: 'ok', detail: 'refused' };
      throw error;
    }
    return { outcome: 'failed', detail: 'It was NOT refused.' };
  });
