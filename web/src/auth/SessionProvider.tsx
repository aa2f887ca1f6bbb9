import { type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import * as z from 'zod';
import { rememberOrganization } from '../api/tabOrganization.ts';
import type { PageConfig } from '../config.ts';
import { sessionTokens, type Tokens } from './tokens.ts';

export const signedInPath = '/callback';

/** `expired`: the session ended under an open page, which stays as it is until the person signs in again. */
export type SessionStatus = 'loading' | 'signed-out' | 'signed-in' | 'expired';

export interface Session {
  status: SessionStatus;
  tokens: Tokens;
  /** Goes to the issuer's pages and comes back to where the person was. Rejects if the issuer cannot be reached. */
  signIn(): Promise<void>;
  /** Ends the session here and at the issuer. */
  signOut(): Promise<void>;
  /** On the way back from the issuer: takes the code, answers the address to go on with. */
  completeSignIn(): Promise<string>;
}

export const SessionContext = createContext<Session | null>(null);

export const useSession = (): Session => {
  const session = use(SessionContext);
  if (session === null) throw new Error('useSession needs a SessionProvider above it');
  return session;
};

const returnState = z.object({ returnTo: z.string().startsWith('/') });

const createManager = (config: PageConfig): UserManager =>
  new UserManager({
    authority: config.issuer,
    ...(config.metadataUrl && { metadataUrl: config.metadataUrl }),
    ...(config.resource && { resource: config.resource }),
    client_id: config.clientId,
    scope: config.scope,
    redirect_uri: config.redirectUri ?? new URL(signedInPath, location.origin).href,
    post_logout_redirect_uri: location.origin,
    // A tab's own: closing it ends the session, and no other site or tab reads it.
    userStore: new WebStorageStateStore({ store: sessionStorage }),
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
    // Renewal happens when a request needs it (sessionTokens), so that a sleeping tab makes no calls.
    automaticSilentRenew: false,
  });

export const SessionProvider = ({ config, children }: { config: PageConfig; children: ReactNode }) => {
  const manager = useMemo(() => createManager(config), [config]);
  const [status, setStatus] = useState<SessionStatus>('loading');

  useEffect(() => {
    const show = (user: User | null) => setStatus(user === null ? 'signed-out' : 'signed-in');
    manager.getUser().then(show, () => show(null));
    manager.events.addUserLoaded(show);
    return () => manager.events.removeUserLoaded(show);
  }, [manager]);

  // One for the life of the page: requests share a renewal through it.
  const tokens = useMemo(() => sessionTokens(manager, () => setStatus('expired')), [manager]);

  const session = useMemo<Session>(
    () => ({
      status,
      tokens,
      // The state stays in this tab; an invitation's token is in the fragment, which no server sees.
      signIn: () =>
        manager.signinRedirect({ state: { returnTo: location.pathname + location.search + location.hash } }),
      async signOut() {
        const user = await manager.getUser();
        await manager.removeUser();
        // Whoever signs in next in this tab begins where they chose to.
        rememberOrganization(undefined);
        // Cognito knows `logout_uri` and `client_id`; issuers that follow the standard ignore the first.
        const logout = { client_id: config.clientId, logout_uri: location.origin };
        try {
          await manager.signoutRedirect({
            extraQueryParams: logout,
            ...(user?.id_token && { id_token_hint: user.id_token }),
          });
        } catch {
          // The issuer has no such page or cannot be reached: what this tab held is gone all the same.
          setStatus('signed-out');
        }
      },
      async completeSignIn() {
        const user = await manager.signinRedirectCallback();
        const state = returnState.safeParse(user.state);
        return state.success ? state.data.returnTo : '/';
      },
    }),
    [manager, tokens, status, config],
  );

  return <SessionContext value={session}>{children}</SessionContext>;
};
