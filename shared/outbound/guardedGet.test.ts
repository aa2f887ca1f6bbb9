import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { guardedGet } from './guardedGet.ts';

const listening = async (answer: RequestListener): Promise<{ url: string; asked: string[] }> => {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
};

const get = guardedGet({ allowPrivate: true });
const guarded = guardedGet({ allowPrivate: false });

describe('an address that somebody gave us', () => {
  it('is asked for what is there', async () => {
    const { url } = await listening((request, response) => response.end(`{"as":"${request.headers.authorization}"}`));

    expect(await get(`${url}/me`, { authorization: 'Bearer t' })).toEqual({ status: 200, body: '{"as":"Bearer t"}' });
  });

  it.each([
    'https://127.0.0.1/',
    'https://10.1.2.3/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[::1]/',
    'https://[fd00::1]/',
    'https://[fe80::1]/',
    'https://[::ffff:169.254.169.254]/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://localhost/',
    'http://example.com/',
    'https://ada:secret@example.com/',
    'ftp://example.com/',
  ])('is not asked where it is %s', async (address) => {
    await expect(guarded(address)).rejects.toThrow(/private address|begins with https|no credentials/);
  });

  it('is followed nowhere else', async () => {
    const elsewhere = await listening((_request, response) => response.end('secret'));
    const { url } = await listening((_request, response) => response.writeHead(302, { location: elsewhere.url }).end());

    expect(await get(url)).toEqual({ status: 302, body: '' });
    expect(elsewhere.asked).toEqual([]);
  });

  it('is given up when it answers without end', async () => {
    const { url } = await listening((_request, response) => {
      const more = () => response.write('a'.repeat(64 * 1024)) && setImmediate(more);
      response.on('drain', more);
      more();
    });

    await expect(get(url)).rejects.toThrow('over 256 kB');
  });

  it('is given up when it does not answer', async () => {
    const { url } = await listening(() => {});

    await expect(get(url)).rejects.toThrow('no answer in 3 s');
  });
});
