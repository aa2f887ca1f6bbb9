import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type BusEntry, entryBytes, eventBridgeBus } from './bus.ts';

interface Answer {
  status?: number;
  body: unknown;
}
interface Request {
  Entries: { EventBusName: string; Source: string; DetailType: string; Time: number; Detail: string }[];
}

/** What the service answers to a call. */
let answer: (request: Request) => Answer;
let requests: Request[];
let server: Server;

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const asked: Request = JSON.parse(Buffer.concat(chunks).toString());
    requests.push(asked);
    const { status = 200, body } = answer(asked);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());
beforeEach(() => {
  requests = [];
});

const bus = () =>
  eventBridgeBus(
    new EventBridgeClient({
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    }),
    'a-bus',
  );
const entry = (detail: string): BusEntry => ({
  source: 'simsheet/files',
  type: 'file.deleted',
  time: new Date('2026-03-01T12:00:00Z'),
  detail,
});
const accepted = ({ Entries }: Request): Answer => ({
  body: { FailedEntryCount: 0, Entries: Entries.map((_, n) => ({ EventId: String(n) })) },
});

describe('the bus', () => {
  it('gets the event as it was committed', async () => {
    answer = accepted;

    expect(await bus().put([entry('{"a": 1}')])).toEqual([{ accepted: true }]);
    expect(requests).toEqual([
      {
        Entries: [
          {
            EventBusName: 'a-bus',
            Source: 'simsheet/files',
            DetailType: 'file.deleted',
            Time: Date.parse('2026-03-01T12:00:00Z') / 1000,
            Detail: '{"a": 1}',
          },
        ],
      },
    ]);
  });

  it.each([
    ['InternalFailure', 'bus'],
    ['ThrottlingException', 'bus'],
    ['AccessDeniedException', 'bus'],
    ['SomethingNew', 'bus'],
    ['MalformedDetail', 'entry'],
    ['InvalidArgument', 'entry'],
    ['NotAuthorizedForSourceException', 'entry'],
    ['NotAuthorizedForDetailTypeException', 'entry'],
  ])('tells that %s is a fault of the %s, and does not blame the entry beside it', async (code, fault) => {
    answer = () => ({
      body: { FailedEntryCount: 1, Entries: [{ ErrorCode: code, ErrorMessage: 'because' }, { EventId: '1' }] },
    });

    expect(await bus().put([entry('{}'), entry('{}')])).toEqual([
      { accepted: false, fault, reason: `${code}: because` },
      { accepted: true },
    ]);
  });

  it('takes an entry that the answer says nothing about for refused', async () => {
    answer = () => ({ body: { FailedEntryCount: 0, Entries: [{ EventId: '0' }] } });

    expect(await bus().put([entry('{}'), entry('{}')])).toMatchObject([{ accepted: true }, { fault: 'bus' }]);
  });

  it.each([
    ['503', { status: 503, body: {} }],
    ['500', { status: 500, body: { __type: 'InternalException' } }],
    ['throttling', { status: 400, body: { __type: 'ThrottlingException', message: 'Rate exceeded' } }],
    ['a missing right', { status: 400, body: { __type: 'AccessDeniedException' } }],
  ])('rejects a call that meets %s, after one attempt', async (_, given) => {
    answer = () => given;

    await expect(bus().put([entry('{}')])).rejects.toThrow();
    expect(requests).toHaveLength(1);
  });

  it('finds the entry that spoils a call', async () => {
    answer = (request) =>
      request.Entries.some(({ Detail }) => Detail === 'bad')
        ? { status: 400, body: { __type: 'ValidationException', message: 'bad detail' } }
        : accepted(request);

    expect(await bus().put([entry('{}'), entry('bad'), entry('{}')])).toEqual([
      { accepted: true },
      { accepted: false, fault: 'entry', reason: 'ValidationException: bad detail' },
      { accepted: true },
    ]);
  });

  it('counts an entry’s bytes as EventBridge does', () => {
    expect(entryBytes(entry('{"text":"Größe"}'))).toBe(14 + 'simsheet/files'.length + 'file.deleted'.length + 18);
  });
});
