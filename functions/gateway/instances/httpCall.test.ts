import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { isPublicAddress } from '../../../shared/outbound/publicAddress.ts';
import { httpCaller } from './httpCall.ts';

const listening = async (answer: RequestListener): Promise<URL> => {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/things`);
};

const call = httpCaller({ allowPrivate: true });
const get = { method: 'GET', headers: {}, body: null };
const soon = () => AbortSignal.timeout(5000);

describe('a request to an HTTP instance', () => {
  it('keeps method, path, headers and bytes, and drops what belongs to a connection', async () => {
    const seen: { method?: string; url?: string; headers: object; body: string }[] = [];
    const url = await listening((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part) => parts.push(part));
      request.on('end', () => {
        const { method, url, headers } = request;
        seen.push({
          ...(method && { method }),
          ...(url && { url }),
          headers,
          body: Buffer.concat(parts).toString('hex'),
        });
        response.writeHead(201, {
          etag: '"7"',
          'x-secret': 'y',
          'access-control-allow-origin': '*',
          ratelimit: 'evil',
          connection: 'close, x-secret',
          'set-cookie': 'a=b',
        });
        response.end(Buffer.from([0, 255, 128]));
      });
    });
    url.search = '?a=1&a=2';

    const answer = await call(
      url,
      {
        method: 'PUT',
        headers: { 'x-thing': 'x', connection: 'keep-alive, x-hop', 'x-hop': 'y', te: 'trailers', host: 'evil' },
        body: Buffer.from([1, 2, 254]).toString('base64'),
      },
      soon(),
    );

    expect(seen[0]).toMatchObject({ method: 'PUT', url: '/things?a=1&a=2', body: '0102fe' });
    expect(seen[0]?.headers).toMatchObject({ 'x-thing': 'x', host: url.host });
    expect(Object.keys(seen[0]?.headers ?? {})).not.toContain('x-hop');
    expect(answer).toMatchObject({ status: 201, isBase64: true, body: Buffer.from([0, 255, 128]).toString('base64') });
    const kept = Object.keys(answer.headers);
    expect(answer.headers).toMatchObject({ etag: '"7"' });
    expect(
      ['x-secret', 'set-cookie', 'access-control-allow-origin', 'ratelimit'].filter((name) => kept.includes(name)),
    ).toEqual([]);
  });

  it('follows no redirect', async () => {
    const url = await listening((_request, response) => response.writeHead(302, { location: 'http://10.0.0.1' }).end());

    expect(await call(url, get, soon())).toMatchObject({ status: 302, headers: { location: 'http://10.0.0.1' } });
  });

  it('fails where the instance never answers', async () => {
    const url = await listening(() => {});

    await expect(call(url, get, AbortSignal.timeout(400))).rejects.toMatchObject({ kind: 'timeout' });
  });

  it.each([
    [
      'changes the protocol',
      (request: Parameters<RequestListener>[0]) =>
        request.socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
      'garbage',
    ],
    [
      'has a status of its own',
      (request: Parameters<RequestListener>[0]) => request.socket.end('HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n'),
      'garbage',
    ],
    ['hangs up', (request: Parameters<RequestListener>[0]) => request.socket.destroy(), 'crash'],
    [
      'hangs up in the middle',
      (request: Parameters<RequestListener>[0], response: Parameters<RequestListener>[1]) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('part');
        setTimeout(() => request.socket.destroy(), 20);
      },
      'crash',
    ],
    [
      'never stops answering',
      (_request: unknown, response: Parameters<RequestListener>[1]) => {
        response.on('error', () => {});
        const more = () => {
          while (response.write(Buffer.alloc(256 * 1024)));
          response.once('drain', more);
        };
        more();
      },
      'garbage',
    ],
  ])('fails where the instance %s', async (_name, answer, kind) => {
    const url = await listening(answer as RequestListener);

    await expect(call(url, get, soon())).rejects.toMatchObject({ kind });
  });

  it.each(['http://127.0.0.1:1/', 'http://[::1]/', 'http://0x7f000001/', 'http://localhost:1/'])(
    'goes to no private address: %s',
    async (address) => {
      const guarded = httpCaller({ allowPrivate: false });

      await expect(guarded(new URL(address), get, soon())).rejects.toThrow(/private address/);
    },
  );
});

describe('a public address', () => {
  it.each(['93.184.215.14', '2606:2800:220:1::1'])('is %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.16.0.1',
    '192.168.1.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:10.0.0.1',
    '64:ff9b::a00:1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'no address',
  ])('is not %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
