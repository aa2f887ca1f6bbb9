import { fork } from 'node:child_process';
import { once } from 'node:events';
import { exportJWK, generateKeyPair, jwtVerify, SignJWT } from 'jose';
import { ok } from '../../engine/result.ts';
import type { IncomingRequest } from '../../functions/gateway/edge/answer.ts';
import { apiKeys } from '../../functions/gateway/identity/apiKeys.ts';
import { authenticate, type IdentityDeps } from '../../functions/gateway/identity/authenticate.ts';
import { authenticateKey } from '../../functions/gateway/identity/authenticateKey.ts';
import { tokenVerifier } from '../../functions/gateway/identity/issuers.ts';
import { organizationIssuers } from '../../functions/gateway/identity/organizationIssuers.ts';
import { accessKey, accessPartition, permitted, personSortKey, readBelongings } from '../../shared/access.ts';
import { hashOfKey, newApiKey } from '../../shared/apiKey.ts';
import { secretKey } from '../../shared/keyAccess.ts';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { documentClient, dynamoTable, type Item, type Key, type Table } from '../../shared/table/table.ts';
import type { Benchmark, Measurement } from '../measurement.ts';

const warmUp = 2000;
const requests = 5000;
const goal = '<= 1 ms';

/**
 * What finding out who asks costs the gateway in processor time, warm, with the issuer's keys at hand: by itself, and with the
 * AWS SDK's reading of where somebody belongs, which is done anew for each token so that a change holds at once.
 */
export const bench: Benchmark = async () => {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid: 'k', alg: 'RS256' }] };
  const person = { issuer: 'https://issuer.example', subject: 'ada' };
  const token = await new SignJWT({ client_id: 'web' })
    .setProtectedHeader({ alg: 'RS256', kid: 'k' })
    .setIssuer(person.issuer)
    .setSubject(person.subject)
    .setExpirationTime('1h')
    .sign(privateKey);
  const secret = newApiKey();
  const items = rowsOf(accessPartition(person), secret);
  const service = await serviceApart(jwks, items);
  try {
    const verify = tokenVerifier([
      {
        issuer: person.issuer,
        jwksUri: `${service.url}/jwks.json`,
        audienceClaim: 'client_id',
        accepted: ['web'],
        algorithms: ['RS256'],
      },
    ]);
    const by = (table: Table, credential: string) => {
      const deps = depsOver(table, verify);
      return () => authenticated(deps, credential);
    };
    const memory = memoryTable();
    await memory.transact(items.map((put) => ({ label: 'row', put })));
    const dynamo = dynamoTable('access', documentClient({ endpoint: service.url, ...fakeAccount }));

    const reference = await processorMs(() => jwtVerify(token, publicKey, { issuer: person.issuer }));
    const beside = (name: string, value: number, limit?: string): Measurement => ({
      name,
      value,
      unit: 'ms',
      ...(limit && { goal: limit }),
      reference: "jose's jwtVerify alone",
      referenceValue: reference,
      ratio: value / reference,
    });
    return [
      beside('a token', await processorMs(by(memory, token)), goal),
      beside('an API key', await processorMs(by(memory, secret)), goal),
      beside("a token, with the AWS SDK's reading of where they belong", await processorMs(by(dynamo, token))),
      beside('an API key, with the AWS SDK', await processorMs(by(dynamo, secret))),
    ];
  } finally {
    service.stop();
  }
};

const fakeAccount = { region: 'eu-central-1', credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' } };

const rowsOf = (access: string, secret: string): (Item & Key)[] => {
  const organizations = ['A', 'B', 'C'].map((letter) => `org_01J8ZQ4Y7N8W3V5K2M6R9T0X${letter}C` as const);
  const [chosen] = organizations as [(typeof organizations)[0]];
  const userId = 'usr_01J8ZQ4Y7N8W3V5K2M6R9T0XBC';
  const since = '2026-01-01T00:00:00.000Z';
  return [
    { pk: access, sk: personSortKey, userId, organizationId: chosen },
    ...organizations.map((organizationId) => ({
      ...accessKey(access, organizationId),
      userId,
      organizationId,
      role: 'analyst',
      since,
    })),
    {
      ...secretKey(hashOfKey(secret)),
      keyId: 'key_01J8ZQ4Y7N8W3V5K2M6R9T0XBC',
      organizationId: chosen,
      access,
      memberSince: since,
      permissions: ['file:read', 'simulation:start'],
      until: '2999-01-01T00:00:00.000Z',
    },
  ];
};

const depsOver = (table: Table, verify: IdentityDeps['verify']): IdentityDeps => ({
  verify,
  belongings: (person) => readBelongings(table, accessPartition(person)),
  permitted: (chosen) => permitted(table, chosen),
  welcome: async () => ok([]),
  objection: organizationIssuers(table, Date.now, fetch).objection,
  byKey: authenticateKey(apiKeys(table, Date.now)),
});

const authenticated = async (deps: IdentityDeps, credential: string): Promise<void> => {
  const request: IncomingRequest = {
    method: 'GET',
    path: '/api/files',
    query: [],
    headers: { authorization: `Bearer ${credential}` },
    body: null,
    correlationId: 'cor_1',
    sourceIp: null,
  };
  const found = await authenticate(deps, request);
  if (!found.ok) throw new Error(`refused: ${found.error.response.body}`);
};

const processorMs = async (once: () => Promise<unknown>): Promise<number> => {
  for (let n = 0; n < warmUp; n += 1) await once();
  const before = process.cpuUsage();
  for (let n = 0; n < requests; n += 1) await once();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / requests / 1000;
};

/** The issuer's keys and the answers of DynamoDB, from a process of their own: what they cost is not the gateway's. */
const serviceApart = async (jwks: object, items: readonly Item[]) => {
  const child = fork(new URL('./service.ts', import.meta.url));
  child.send({ jwks, items });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  return { url: `http://127.0.0.1:${port}`, stop: () => child.kill() };
};
