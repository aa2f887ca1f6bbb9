import { createServer, type IncomingMessage } from 'node:http';
import { createFakeApi, type FakeApi } from './fakeApi.ts';

export interface MockServer {
  address: string;
  api: FakeApi;
  /** What tests change of the issuer: it no longer renews sessions. */
  issuer: { refusesRenewal: boolean };
  /** Answers once it listens; also after `stop`. */
  start(): Promise<void>;
  /** Ends every connection, as a program does that is killed. */
  stop(): Promise<void>;
}

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

/** The made-up API with an issuer that signs everybody in, on this machine. */
export const createMockServer = (port: number): MockServer => {
  const address = `http://127.0.0.1:${port}`;
  const api = createFakeApi();
  const issuer = { refusesRenewal: false };

  const tokens = () => {
    const seconds = Math.floor(Date.now() / 1000);
    const claims = { iss: address, sub: 'ada', aud: 'page', iat: seconds, exp: seconds + 3600 };
    const token = `${encode({ alg: 'none' })}.${encode(claims)}.`;
    return { access_token: token, id_token: token, refresh_token: 'refresh', token_type: 'Bearer', expires_in: 3600 };
  };
  const pages: Record<string, (request: Request, given: URLSearchParams) => Response | Promise<Response>> = {
    '/.well-known/openid-configuration': () =>
      Response.json({
        issuer: address,
        authorization_endpoint: `${address}/oauth2/authorize`,
        token_endpoint: `${address}/oauth2/token`,
        end_session_endpoint: `${address}/logout`,
      }),
    '/oauth2/authorize': (_, given) => {
      const back = new URL(given.get('redirect_uri')!);
      back.searchParams.set('code', 'code');
      back.searchParams.set('state', given.get('state')!);
      return Response.redirect(back, 302);
    },
    '/oauth2/token': async (request) => {
      const isRenewal = new URLSearchParams(await request.text()).get('grant_type') === 'refresh_token';
      return isRenewal && issuer.refusesRenewal
        ? Response.json({ error: 'invalid_grant' }, { status: 400 })
        : Response.json(tokens());
    },
    '/logout': (_, given) => Response.redirect(given.get('logout_uri')!, 302),
  };

  const server = createServer(async (incoming, outgoing) => {
    const request = await read(address, incoming);
    const { pathname, searchParams } = new URL(request.url);
    const answer = (await pages[pathname]?.(request, searchParams)) ?? (await api.handle(request));
    outgoing.writeHead(answer.status, { ...Object.fromEntries(answer.headers), 'access-control-allow-origin': '*' });
    outgoing.end(Buffer.from(await answer.arrayBuffer()));
  });

  return {
    address,
    api,
    issuer,
    start: () => new Promise((resolve) => server.listen(port, '127.0.0.1', resolve)),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

const read = async (address: string, incoming: IncomingMessage): Promise<Request> => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = chunks.length > 0 ? { body: Buffer.concat(chunks) } : {};
  return new Request(address + incoming.url, {
    method: incoming.method ?? 'GET',
    headers: incoming.headers as HeadersInit,
    ...body,
  });
};
