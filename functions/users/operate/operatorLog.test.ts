import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../events/operate/commandLine.ts';
import type { AuditRecord } from '../../../shared/api/audit.ts';
import { newId } from '../../../shared/ids.ts';
import { aService } from '../service.testkit.ts';
import { ActRefused } from './actRefused.ts';
import { type OperatorLogPorts, operatorLog } from './operatorLog.ts';

const arn = 'arn:aws:sts::123456789012:assumed-role/operators/olga';

/** Ada's organization, and what an operator's command writes into its log. */
const aCommand = async (given: Partial<OperatorLogPorts> = {}) => {
  const service = aService();
  const { home, ask } = await service.signIn('ada');
  const unwritten: string[] = [];
  const ports: OperatorLogPorts = {
    audit: service.deps.audit,
    isThere: async (tenant) => tenant === home,
    operator: async () => arn,
    keptForDays: async () => 90,
    clock: service.deps.clock,
    unwritten: (what) => void unwritten.push(what),
    ...given,
  };
  const told = async (): Promise<AuditRecord[]> => (await ask('GET', 'organization/audit')).body.items;
  return { ...service, home, log: operatorLog(ports), another: operatorLog(ports), unwritten, told };
};

describe('the log of what operators do', () => {
  it('says what was done, by whom as AWS names them, and nothing of a request that there was not', async () => {
    const { log, home, told, time } = await aCommand();
    const userId = newId('usr');

    const answer = await log.recorded(home, { action: 'createMachine', resources: [] }, async () => ({
      answer: 'a secret',
      made: [userId],
    }));

    expect(answer).toBe('a secret');
    expect(await told()).toEqual([
      {
        auditId: expect.stringMatching(/^aud_/),
        at: new Date(time.now).toISOString(),
        organizationId: home,
        actor: { userId: null, role: null, credential: { kind: 'operator', id: arn } },
        action: 'createMachine',
        resources: [userId],
        ...{ method: null, path: null, sourceIp: null, userAgent: null, status: null },
        outcome: 'SUCCEEDED',
        problem: null,
        correlationId: log.correlationId,
      },
    ]);
  });

  it('keeps a record for as long as the installation keeps those of requests', async () => {
    const { log, home, items, time } = await aCommand();

    await log.done(home, { action: 'changePlan', resources: [home] });

    const kept = items().filter(({ action }) => action === 'changePlan');
    const end = Math.ceil(time.now / 1000) + 90 * 24 * 3600;
    // In the log, and under its resource.
    expect(kept.map(({ expiresAt }) => expiresAt)).toEqual([end, end]);
  });

  it('says what was refused after a look, and what broke, as failed', async () => {
    const { log, home, told, time } = await aCommand();
    const act = { action: 'placeOrganization', resources: [home, 'acme'] } as const;
    const refusal = new ActRefused({ code: 'has-data', detail: 'It has data.' });

    const refused = log.recorded(home, act, () => Promise.reject(refusal));
    await expect(refused).rejects.toBe(refusal);
    time.now += 1;
    await expect(log.recorded(home, act, () => Promise.reject(new Error('no network')))).rejects.toThrow('no network');

    expect(await told()).toMatchObject([
      { action: 'placeOrganization', outcome: 'FAILED', problem: null, resources: [home, 'acme'] },
      { action: 'placeOrganization', outcome: 'FAILED', problem: 'has-data', resources: [home, 'acme'] },
    ]);
  });

  it('says nothing of a mistake in a command, nor of what changed nothing', async () => {
    const { log, home, told } = await aCommand();
    const act = { action: 'changePlan', resources: [home] } as const;

    await expect(log.recorded(home, act, () => Promise.reject(new UsageError('?')))).rejects.toThrow(UsageError);
    await log.recorded(home, act, async () => ({ answer: null, isChange: false }));

    expect(await told()).toEqual([]);
  });

  it('has a step once, at its time, by whichever commands it is told how often; and the next one beside it', async () => {
    const { log, another, home, told, time } = await aCommand();
    const at = new Date(time.now - 60_000).toISOString();
    const step = {
      action: 'startMove',
      resources: [home],
      once: { at, of: 'started 1', correlationId: 'cor_1' },
    } as const;

    await Promise.all([log, another, log].map((each) => each.done(home, step)));
    time.now += 5000;
    await another.done(home, step);
    await another.done(home, { ...step, once: { ...step.once, of: 'started 2' } });

    expect(await told()).toMatchObject(Array(2).fill({ action: 'startMove', at, correlationId: 'cor_1' }));
    expect(await told()).toHaveLength(2);
  });

  it('is of no organization that is not there', async () => {
    const { log, items, unwritten } = await aCommand();
    const before = items().length;

    await log.failed(newId('org'), { action: 'changePlan', resources: [] }, new Error('There is none.'));

    expect([items().length, unwritten]).toEqual([before, []]);
  });

  it.each<[string, Partial<OperatorLogPorts>]>([
    ['the log takes nothing', { audit: { write: () => Promise.reject(new Error('out of reach')) } }],
    ['AWS does not say who runs it', { operator: () => Promise.reject(new Error('out of reach')) }],
    ['nobody knows for how long', { keptForDays: () => Promise.reject(new Error('out of reach')) }],
  ])('lets stand what was done, and says what it lacks, where %s', async (_, given) => {
    const { log, home, told, unwritten } = await aCommand(given);

    const answer = await log.recorded(home, { action: 'createMachine', resources: [] }, async () => ({ answer: 1 }));

    expect(answer).toBe(1);
    expect(unwritten).toEqual([`createMachine is done, and is not in the audit log of ${home}: out of reach`]);
    expect(await told()).toEqual([]);
  });
});
