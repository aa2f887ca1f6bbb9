import { type UserManagerSettings, WebStorageStateStore } from 'oidc-client-ts';
import type { PageConfig } from '../config.ts';
import type { SignOn } from './signOn.ts';

export const signedInPath = '/callback';

/** With the platform's issuer, or with an organization's own. */
export const managerSettings = (config: PageConfig, signOn: SignOn | undefined): UserManagerSettings => ({
  ...(signOn === undefined ? atPlatform(config) : atOrganization(signOn)),
  redirect_uri: config.redirectUri ?? new URL(signedInPath, location.origin).href,
  post_logout_redirect_uri: location.origin,
  // A tab's own: closing it ends the session, and no other site or tab reads it.
  userStore: new WebStorageStateStore({ store: sessionStorage }),
  stateStore: new WebStorageStateStore({ store: sessionStorage }),
  // Renewal happens when a request needs it (sessionTokens), so that a sleeping tab makes no calls.
  automaticSilentRenew: false,
  requestTimeoutInSeconds: 10,
});

const atPlatform = ({ issuer, metadataUrl, clientId, scope, resource }: PageConfig) => ({
  authority: issuer,
  ...(metadataUrl && { metadataUrl }),
  ...(resource && { resource }),
  client_id: clientId,
  scope,
});

const atOrganization = ({ issuer, clientId, audience }: SignOn) => ({
  authority: issuer,
  client_id: clientId,
  scope: 'openid profile email',
  // The standard's name for what a token is for (RFC 8707), and the one that Auth0 and others ask for.
  ...(audience !== null && { resource: audience, extraQueryParams: { audience } }),
});
