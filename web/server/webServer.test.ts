import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSettings } from './settings.ts';
import { createWebServer } from './webServer.ts';

const listen = (server: Server, port = 0): Promise<number> =>
  new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)));

const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

const echo = (request: IncomingMessage, response: ServerResponse) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    response.writeHead(207, { 'x-answer': ['one', 'two'], 'content-type': 'application/json' });
    response.end(
      JSON.stringify({
        method: request.method,
        url: request.url,
        headers: request.headersDistinct,
        body: Buffer.concat(chunks).toString('hex'),
      }),
    );
  });
};

let folder: string;
let api: Server;
let apiPort: number;
let web: Server;
let address: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'simsheet-web-'));
  await mkdir(join(folder, 'dist/assets'), { recursive: true });
  await mkdir(join(folder, 'examples'));
  await mkdir(join(folder, 'docs'));
  await writeFile(join(folder, 'dist/index.html'), '<title>Simsheet</title>');
  await writeFile(join(folder, 'dist/assets/page-1a2b.js'), 'export {}');
  await writeFile(join(folder, 'dist/.sources'), 'a hash');
  await writeFile(join(folder, 'examples/index.json'), '[]');
  await writeFile(join(folder, 'docs/openapi.json'), '{"openapi":"3.1.1"}');
  await writeFile(join(folder, 'secret.txt'), 'secret');
  api = createServer(echo);
  apiPort = await listen(api);
  const settings = readSettings({
    SIMSHEET_API_URL: `http://127.0.0.1:${apiPort}/restapis/abc/v1/_user_request_`,
    SIMSHEET_ISSUER: 'https://issuer.example',
    SIMSHEET_CLIENT_ID: 'page',
  });
  web = await createWebServer({
    settings,
    folders: { dist: join(folder, 'dist'), examples: join(folder, 'examples'), docs: join(folder, 'docs') },
  });
  address = `http://127.0.0.1:${await listen(web)}`;
});

afterEach(async () => {
  await close(web);
  await close(api);
  await rm(folder, { recursive: true });
});

describe('the web server in front of the API', () => {
  it('keeps method, path, repeated query parameters, headers and a binary body', async () => {
    const response = await fetch(`${address}/api/files?tag=a&tag=b%20c&empty=`, {
      method: 'PUT',
      headers: { authorization: 'Bearer t', 'x-file-name': 'Plan.xlsx', 'content-type': 'application/octet-stream' },
      body: new Uint8Array([0, 255, 13, 10]),
    });

    const seen = await response.json();
    expect(response.status).toBe(207);
    expect(response.headers.get('x-answer')).toBe('one, two');
    expect(seen).toMatchObject({
      method: 'PUT',
      url: '/restapis/abc/v1/_user_request_/api/files?tag=a&tag=b%20c&empty=',
      body: '00ff0d0a',
      headers: { authorization: ['Bearer t'], 'x-file-name': ['Plan.xlsx'], host: [`127.0.0.1:${apiPort}`] },
    });
  });

  it('adds no header of its own', async () => {
    const sent = { 'user-agent': 'test', accept: 'a/b' };

    const seen = await new Promise<{ headers: object }>((resolve) => {
      httpRequest(`${address}/api/x`, { headers: sent, agent: false }, (response) => {
        response.setEncoding('utf8').on('data', (text: string) => resolve(JSON.parse(text)));
      }).end();
    });

    expect(new Set(Object.keys(seen.headers))).toEqual(new Set(['accept', 'connection', 'host', 'user-agent']));
  });

  it('passes the first bytes of an answer on before the last ones exist', async () => {
    let finish = () => {};
    api.removeAllListeners('request').on('request', (_, response: ServerResponse) => {
      response.write('first');
      finish = () => response.end('last');
    });

    const response = await fetch(`${address}/api/stream`);
    const reader = response.body!.getReader();
    const first = await reader.read();
    finish();
    const last = await reader.read();

    expect([first, last].map(({ value }) => new TextDecoder().decode(value))).toEqual(['first', 'last']);
  });

  it('answers 502 with advice while the API is down and works again once it is back', async () => {
    await close(api);
    const upload = { method: 'POST', body: new Uint8Array(3_000_000) };

    const down = await fetch(`${address}/api/files`, upload);
    await new Promise<void>((resolve) => api.listen(apiPort, '127.0.0.1', resolve));
    const back = await fetch(`${address}/api/files`, upload);

    expect(down.status).toBe(502);
    expect(down.headers.get('content-type')).toBe('application/problem+json');
    expect(await down.json()).toMatchObject({ status: 502, detail: expect.stringContaining('npm run status') });
    expect(back.status).toBe(207);
  });

  it.each(['/gateway/health', '/enterprise/simulations'])('forwards %s', async (path) => {
    expect((await fetch(address + path)).status).toBe(207);
  });

  it('keeps /apiary for the page', async () => {
    expect(await (await fetch(`${address}/apiary`)).text()).toContain('Simsheet');
  });
});

describe('the web server and the page', () => {
  it('tells the page its configuration', async () => {
    expect(await (await fetch(`${address}/config.json`)).json()).toEqual({
      issuer: 'https://issuer.example',
      clientId: 'page',
      scope: 'openid profile email',
      mode: 'local',
    });
  });

  it('answers its health check', async () => {
    expect((await fetch(`${address}/healthz`)).status).toBe(200);
  });

  it.each(['/', '/docs', '/simulations/sim_1', '/files/fil_1/model?from=x'])('gives the page at %s', async (path) => {
    const response = await fetch(address + path);

    expect(response.headers.get('content-type')).toContain('text/html');
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(await response.text()).toContain('Simsheet');
  });

  it('runs no code but its own, asks nobody without TLS but this machine, and is shown in no frame', async () => {
    const policy = (await fetch(`${address}/simulations/sim_1`)).headers.get('content-security-policy') ?? '';
    const directives = new Map(
      policy.split('; ').map((directive) => {
        const [name, ...sources] = directive.split(' ');
        return [name, sources];
      }),
    );

    expect(directives.get('default-src')).toEqual(["'none'"]);
    expect(directives.get('script-src')).toEqual(["'self'", "'wasm-unsafe-eval'"]);
    expect(directives.get('frame-ancestors')).toEqual(["'none'"]);
    expect(directives.get('connect-src')).toEqual([
      "'self'",
      'https:',
      'http://localhost:*',
      'http://127.0.0.1:*',
      'https://issuer.example',
    ]);
  });

  it('lets a browser keep what the build names after its content', async () => {
    const response = await fetch(`${address}/assets/page-1a2b.js`);

    expect(response.headers.get('cache-control')).toContain('immutable');
  });

  it.each(['/assets/gone.js', '/examples/none.xlsx', '/..%2fsecret.txt', '/%2e%2e/secret.txt', '/.sources', '/%ff.js'])(
    'has nothing at %s',
    async (path) => {
      expect((await fetch(address + path)).status).toBe(404);
    },
  );

  it("serves the API's description, and says when what a client has is current", async () => {
    const first = await fetch(`${address}/openapi.json`);
    const again = await fetch(`${address}/openapi.json`, { headers: { 'if-none-match': first.headers.get('etag')! } });
    await writeFile(join(folder, 'docs/openapi.json'), '{"openapi":"3.1.1","info":{}}');
    const changed = await fetch(`${address}/openapi.json`, {
      headers: { 'if-none-match': first.headers.get('etag')! },
    });

    expect(await first.json()).toEqual({ openapi: '3.1.1' });
    expect(again.status).toBe(304);
    expect(changed.status).toBe(200);
  });

  it('serves the examples', async () => {
    expect(await (await fetch(`${address}/examples/index.json`)).json()).toEqual([]);
  });
});

describe('readSettings', () => {
  it('names every variable that is missing or wrong', () => {
    expect(() => readSettings({ PORT: 'many', SIMSHEET_API_URL: 'ftp://x', SIMSHEET_CLIENT_ID: '' })).toThrow(
      /PORT: must be a number\n {2}SIMSHEET_API_URL: must be an http or https address\n {2}SIMSHEET_ISSUER: is not set\n {2}SIMSHEET_CLIENT_ID: is not set/,
    );
  });
});
