import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { sesMail } from './sesMail.ts';

const message = {
  to: 'grace@example.com',
  subject: 'Invitation to “Planning”',
  text: 'Grüße\n\nhttps://page.example\n',
};
const taken =
  '<SendEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><SendEmailResult><MessageId>m-1</MessageId></SendEmailResult></SendEmailResponse>';
const rejected =
  '<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type><Code>MessageRejected</Code><Message>Email address is not verified: grace@example.com</Message></Error></ErrorResponse>';

const servers: ReturnType<typeof createServer>[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** SES, answering as a test wants; and what it was asked. */
const aService = async (reply: (response: ServerResponse) => void, timeoutMs?: number) => {
  const asked: URLSearchParams[] = [];
  const server = createServer(async (request, response) => {
    asked.push(new URLSearchParams(await text(request)));
    reply(response);
  });
  servers.push(server);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const mail = sesMail('Simsheet <no-reply@example.com>', {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
  return { mail, asked };
};

describe('mail by SES', () => {
  it('is sent as text in UTF-8, to one address, as the sender', async () => {
    const { mail, asked } = await aService((response) => response.writeHead(200).end(taken));

    await mail.send(message);

    expect(asked.map((each) => Object.fromEntries(each))).toEqual([
      {
        Action: 'SendEmail',
        Version: '2010-12-01',
        Source: 'Simsheet <no-reply@example.com>',
        'Destination.ToAddresses.member.1': message.to,
        'Message.Subject.Data': message.subject,
        'Message.Subject.Charset': 'UTF-8',
        'Message.Body.Text.Data': message.text,
        'Message.Body.Text.Charset': 'UTF-8',
      },
    ]);
  });

  it.each([
    [400, 'MessageRejected'],
    [503, 'ServiceUnavailable'],
  ])('is tried once where the answer is %i', async (status, code) => {
    const { mail, asked } = await aService((response) =>
      response.writeHead(status).end(rejected.replace('MessageRejected', code)),
    );

    await expect(mail.send(message)).rejects.toMatchObject({ name: code });
    expect(asked).toHaveLength(1);
  });

  it('is given up where no answer comes in time', async () => {
    const { mail } = await aService(() => {}, 50);

    await expect(mail.send(message)).rejects.toMatchObject({ name: expect.stringMatching(/^(Abort|Timeout)Error$/) });
  });
});
