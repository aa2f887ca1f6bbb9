import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { doctorCommand } from '../support/command.ts';

const report = z.object({
  healthy: z.boolean(),
  findings: z.array(z.object({ check: z.string(), outcome: z.string(), detail: z.string() })),
});

describe('the doctor', () => {
  it('finds what is deployed, and claims of a cloud without IAM only that a session reads its own tenant’s data', async () => {
    const { code, stdout } = await doctorCommand();
    const { healthy, findings } = report.parse(JSON.parse(stdout));

    // Other tests of this deployment may have left dead letters, of which the doctor tells then.
    expect(code).toBe(healthy ? 0 : 1);
    expect(findings.filter(({ check }) => check.startsWith('stack ')).map(({ outcome }) => outcome)).toEqual(
      Array.from({ length: 8 }, () => 'ok'),
    );
    expect(findings.filter(({ check }) => check.startsWith('health of ')).length).toBe(6);
    expect(findings.filter(({ check }) => check.startsWith('alarm')).length).toBeGreaterThan(0);
    for (const service of ['billing', 'files', 'notifications', 'results', 'simulations']) {
      const its = findings.filter(({ check }) => check.startsWith(`${service}: `));
      expect([service, its.map(({ outcome }) => outcome)]).toEqual([service, ['ok', 'not-applicable']]);
    }
  });
});
