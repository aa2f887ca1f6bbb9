/** Answers as an issuer and as DynamoDB would, from what its parent sends. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { marshall } from '@aws-sdk/util-dynamodb';

type Row = { pk: string; sk: string };
const [{ jwks, items }] = (await once(process, 'message')) as [{ jwks: object; items: Row[] }];

const answerOf = (input: {
  Key?: { pk: { S: string }; sk: { S: string } };
  ExpressionAttributeValues?: Record<string, { S?: string }>;
}) => {
  if (input.Key !== undefined) {
    const { pk, sk } = input.Key;
    const found = items.find((item) => item.pk === pk.S && item.sk === sk.S);
    return found === undefined ? {} : { Item: marshall(found) };
  }
  const values = Object.values(input.ExpressionAttributeValues ?? {}).map(({ S }) => S);
  return { Items: items.filter(({ pk }) => values.includes(pk)).map((item) => marshall(item)) };
};

const server = createServer(async (request, response) => {
  if (request.method === 'GET') return response.end(JSON.stringify(jwks));
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const body = JSON.stringify(answerOf(JSON.parse(Buffer.concat(parts).toString())));
  return response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' }).end(body);
});
server.listen(0, '127.0.0.1', () => process.send?.({ port: (server.address() as AddressInfo).port }));
