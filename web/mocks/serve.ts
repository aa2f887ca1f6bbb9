import { createServer, type IncomingMessage } from 'node:http';
import { createFakeApi } from './fakeApi.ts';

/**
 * The made-up API, with an issuer that signs everybody in, to look at the page without a cloud:
 * `PORT=9192 node web/mocks/serve.ts`, and the web server beside it with
 * SIMSHEET_API_URL=http://127.0.0.1:9192 SIMSHEET_ISSUER=http://127.0.0.1:9192 SIMSHEET_CLIENT_ID=page.
 */
const port = Number(process.env.PORT ?? 9192);
const address = `http://127.0.0.1:${port}`;
const api = createFakeApi();
if (process.env.EMPTY) api.state.isEmpty = true;
if (process.env.POLLS) api.state.pollsToComplete = Number(process.env.POLLS);

const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
const tokens = (nonce: string) => {
  const seconds = Math.floor(Date.now() / 1000);
  const claims = { iss: address, sub: 'ada', aud: 'page', iat: seconds, exp: seconds + 3600, nonce };
  const token = `${encode({ alg: 'none' })}.${encode(claims)}.`;
  return { access_token: token, id_token: token, refresh_token: 'refresh', token_type: 'Bearer', expires_in: 3600 };
};

const discovery = {
  issuer: address,
  authorization_endpoint: `${address}/oauth2/authorize`,
  token_endpoint: `${address}/oauth2/token`,
  end_session_endpoint: `${address}/logout`,
};

const issuer: Record<string, (url: URL) => Response> = {
  '/.well-known/openid-configuration': () => Response.json(discovery),
  '/oauth2/authorize': ({ searchParams: given }) => {
    const back = new URL(given.get('redirect_uri')!);
    back.searchParams.set('code', 'code');
    back.searchParams.set('state', given.get('state')!);
    return Response.redirect(back, 302);
  },
  '/oauth2/token': () => Response.json(tokens('')),
  '/logout': ({ searchParams: given }) => Response.redirect(given.get('logout_uri')!, 302),
};

const read = async (incoming: IncomingMessage): Promise<Request> => {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = chunks.length > 0 ? { body: Buffer.concat(chunks) } : {};
  return new Request(address + incoming.url, {
    method: incoming.method ?? 'GET',
    headers: incoming.headers as HeadersInit,
    ...body,
  });
};

createServer(async (incoming, outgoing) => {
  const request = await read(incoming);
  const url = new URL(request.url);
  const answer = issuer[url.pathname]?.(url) ?? (await api.handle(request));
  outgoing.writeHead(answer.status, { ...Object.fromEntries(answer.headers), 'access-control-allow-origin': '*' });
  outgoing.end(Buffer.from(await answer.arrayBuffer()));
}).listen(port, '127.0.0.1', () => console.log(`The made-up API is at ${address}`));
