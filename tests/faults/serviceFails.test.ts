import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { describe, expect, inject, it } from 'vitest';
import { clientSettings } from '../../localstack/clouds.ts';
import { until } from '../support/api.ts';
import { asAda } from '../support/people.ts';

const usage = '/api/billing/usage';

/** Changes a function's environment; answers what it was. */
const configure = async (FunctionName: string, change: (variables: Record<string, string>) => void) => {
  const lambda = new LambdaClient(clientSettings(inject('cloud').endpoint));
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const Variables = { ...Environment?.Variables };
  change(Variables);
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
  return { ...Environment?.Variables };
};

describe('a service that crashes at every request', () => {
  it('is left alone after five of them, while the others work, and is found again once it works', async () => {
    await configure('simsheet-gateway-api', (variables) => {
      variables.CIRCUIT_SETTINGS = JSON.stringify({ recoveryTimeoutMs: 2000 });
    });
    const api = asAda();
    expect((await api(usage)).status).toBe(200);

    // Without its table's name it cannot even start.
    const before = await configure('simsheet-billing-api', (variables) => {
      delete variables.TABLE;
    });
    const failures = [];
    let answer = await api(usage);
    for (; answer.status === 502 && failures.length < 10; answer = await api(usage)) failures.push(answer.status);

    expect(failures).toHaveLength(5);
    expect([answer.status, answer.body.type]).toEqual([503, 'urn:simsheet:problem:service-unavailable']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await api('/api/users/me')).status).toBe(200);

    await configure('simsheet-billing-api', (variables) => Object.assign(variables, before));
    const again = await until(
      () => api(usage),
      ({ status }) => status === 200,
      120_000,
    );
    expect(again.status).toBe(200);
  });
});
