/**
 * An OpenID Connect provider on this machine, for a cloud that has no user pools: `PORT`, `HOST`, `WEB_ORIGIN` and
 * `KEY_FOLDER` in the environment. It knows the demo people and takes any password.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { type Account, Provider } from 'oidc-provider';
import * as z from 'zod';
import { demoPeople } from '../demo.ts';
import {
  algorithm,
  clientId,
  ensureKey,
  groupsClaim,
  machineClient,
  machineScope,
  resource,
  tokenSeconds,
} from './keys.ts';

const settings = z
  .object({ PORT: z.coerce.number(), HOST: z.string(), WEB_ORIGIN: z.url(), KEY_FOLDER: z.string() })
  .parse(process.env);

const issuer = `http://localhost:${settings.PORT}`;
const key = await ensureKey(settings.KEY_FOLDER);

const accountOf = (email: string): Account | undefined => {
  const person = demoPeople.find((candidate) => candidate.email === email);
  if (person === undefined) return undefined;
  return { accountId: email, claims: () => ({ sub: email, ...person, email_verified: true }) };
};

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: clientId,
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: [`${settings.WEB_ORIGIN}/callback`],
      post_logout_redirect_uris: [settings.WEB_ORIGIN],
    },
    {
      client_id: machineClient.clientId,
      client_secret: machineClient.clientSecret,
      grant_types: ['client_credentials'],
      response_types: [],
      redirect_uris: [],
    },
  ],
  jwks: { keys: [key] },
  cookies: { keys: [z.string().parse(key.d)] },
  claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
  scopes: ['openid', 'offline_access', machineScope],
  ttl: {
    AccessToken: tokenSeconds,
    ClientCredentials: tokenSeconds,
    IdToken: tokenSeconds,
    Session: 86_400,
    Grant: 86_400,
    Interaction: 3600,
  },
  features: {
    // Its own plain pages for signing in.
    devInteractions: { enabled: true },
    clientCredentials: { enabled: true },
    // An access token is a JWT only for a named resource; all are for our API.
    resourceIndicators: {
      enabled: true,
      defaultResource: () => resource,
      useGrantedResource: () => true,
      getResourceServerInfo: () => ({
        scope: `openid email profile ${machineScope}`,
        audience: resource,
        accessTokenFormat: 'jwt',
        accessTokenTTL: tokenSeconds,
        jwt: { sign: { alg: algorithm } },
      }),
    },
  },
  findAccount: async (_, id) => accountOf(id),
  // Nobody is asked whether the page may know who signed in: it is the only client.
  loadExistingGrant: async ({ oidc }) => {
    const grant = new oidc.provider.Grant({ accountId: oidc.session.accountId, clientId: oidc.client.clientId });
    grant.addOIDCScope('openid email profile');
    grant.addResourceScope(resource, 'openid email profile');
    await grant.save();
    return grant;
  },
  clientBasedCORS: (_, origin) => origin === settings.WEB_ORIGIN,
  extraTokenClaims: (_, { accountId }) => ({
    [groupsClaim]: demoPeople.find(({ email }) => email === accountId)?.groups ?? [],
  }),
  conformIdTokenClaims: false,
  issueRefreshToken: async () => true,
});

const publicKeys = createLocalJWKSet({ keys: [{ kty: 'RSA', kid: 'local', alg: algorithm, n: key.n!, e: key.e! }] });

/** In the place of the provider's own userinfo endpoint, which takes no token that is meant for an API. */
const userInfo = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const token = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const verified = await jwtVerify(token, publicKeys, { issuer, audience: resource }).catch(() => null);
  const claims = accountOf(verified?.payload.sub ?? '')?.claims();
  response.writeHead(claims === undefined ? 401 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(claims ?? { error: 'invalid_token' }));
};

const answer = provider.callback();
createServer((request, response) => {
  void (request.url === '/me' ? userInfo(request, response) : answer(request, response));
}).listen(settings.PORT, settings.HOST, () => console.log(`The sign-in provider is at ${issuer}`));
