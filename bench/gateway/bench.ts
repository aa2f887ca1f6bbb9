import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { aGateway } from '../../functions/gateway/gateway.testkit.ts';
import { tokenVerifier } from '../../functions/gateway/identity/issuers.ts';
import { clientSettings } from '../../localstack/clouds.ts';
import { startTestCloud } from '../../localstack/testCloud.ts';
import type { Benchmark, Measurement } from '../measurement.ts';

const warmUp = 30;
const requests = 300;

/** What the gateway adds to a request: to its time on a local cloud, and in processor time of its own. */
export const bench: Benchmark = async () => [await cpuPerRequest(), ...(await overhead())];

/** The way of a request through the gateway, from its event's content to the answer, with a real token; without the AWS SDK. */
const cpuPerRequest = async (): Promise<Measurement> => {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const keys = createServer(async (_request, response) =>
    response.end(JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS256' }] })),
  );
  await new Promise<void>((resolve) => keys.listen(0, resolve));
  const issuer = `http://127.0.0.1:${(keys.address() as AddressInfo).port}`;
  const token = await new SignJWT({ client_id: 'web' })
    .setProtectedHeader({ alg: 'RS256', kid: 'k' })
    .setIssuer(issuer)
    .setSubject('ada')
    .setExpirationTime('1h')
    .sign(privateKey);
  const verify = tokenVerifier([
    { issuer, jwksUri: issuer, audienceClaim: 'client_id', accepted: ['web'], algorithms: ['RS256'] },
  ]);
  const { ask } = aGateway({ verify, clock: Date.now });
  const request = { headers: { authorization: `Bearer ${token}` } };
  for (let n = 0; n < 2000; n += 1) await ask(request);
  const before = process.cpuUsage();
  for (let n = 0; n < 5000; n += 1) {
    const { status } = await ask(request);
    if (status !== 200) throw new Error(`the gateway answered ${status}`);
  }
  const { user, system } = process.cpuUsage(before);
  keys.close();
  return { name: 'processor time per request', value: (user + system) / 5000 / 1000, unit: 'ms', goal: '<= 2 ms' };
};

/** The same request over HTTP through API Gateway and gateway, and as the gateway itself would send it, by turns. */
const overhead = async (): Promise<Measurement[]> => {
  const cloud = await startTestCloud();
  try {
    const token = await cloud.token('ada@example.com');
    const lambda = new LambdaClient(clientSettings(cloud.endpoint));
    const through = async () => {
      const response = await fetch(`${cloud.webUrl}/api/users/me`, { headers: { authorization: `Bearer ${token}` } });
      if (response.status !== 200) throw new Error(`the gateway answered ${response.status}`);
      return response.json();
    };
    const { userId, organizationId, role, permissions } = await through();
    const Payload = JSON.stringify({
      kind: 'http',
      method: 'GET',
      path: '/api/users/me',
      query: [],
      headers: {},
      body: null,
      identity: {
        userId,
        organizationId,
        role,
        permissions,
        operator: false,
        credential: { kind: 'token', id: 'tok_1' },
      },
      correlationId: 'bench',
      deadline: Date.now() + 3_600_000,
    });
    const directly = async () => {
      const command = new InvokeCommand({ FunctionName: 'simsheet-users-api', Qualifier: 'live', Payload });
      const { Payload: answer } = await lambda.send(command);
      if (JSON.parse(answer?.transformToString() ?? '').status !== 200) throw new Error('the service failed');
    };
    const times = { through: [] as number[], directly: [] as number[] };
    for (let n = 0; n < warmUp + requests; n += 1) {
      for (const [way, ask] of Object.entries({ through, directly }) as [keyof typeof times, () => Promise<void>][]) {
        const from = performance.now();
        await ask();
        if (n >= warmUp) times[way].push(performance.now() - from);
      }
      await sleep(5);
    }
    return [50, 95, 99].map((p) => {
      const value = percentile(times.through, p);
      const referenceValue = percentile(times.directly, p);
      return {
        name: `p${p} of a request`,
        value,
        unit: 'ms',
        reference: 'the service invoked directly',
        referenceValue,
        ratio: value / referenceValue,
      };
    });
  } finally {
    await cloud.stop();
  }
};

const percentile = (values: readonly number[], p: number): number =>
  values.toSorted((a, b) => a - b)[Math.ceil((p / 100) * values.length) - 1] ?? Number.NaN;
