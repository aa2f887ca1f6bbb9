import { type User, UserManager } from 'oidc-client-ts';
import { createContext, type ReactNode, use, useEffect, useMemo, useState } from 'react';
import * as z from 'zod';
import { rememberOrganization } from '../api/tabOrganization.ts';
import type { PageConfig } from '../config.ts';
import { managerSettings } from './managerSettings.ts';
import { rememberedSignOn, rememberSignOn, type SignOn } from './signOn.ts';
import { sessionTokens, type Tokens } from './tokens.ts';

/** `expired`: the session ended under an open page, which stays as it is until the person signs in again. */
export type SessionStatus = 'loading' | 'signed-out' | 'signed-in' | 'expired';

export interface Session {
  status: SessionStatus;
  tokens: Tokens;
  /**
   * Goes to an issuer's pages and comes back to where the person was: to the platform's, to an organization's own, or, when a
   * session has expired, to the one by which it was begun. Rejects if the issuer cannot be reached.
   */
  signIn(at?: SignOn): Promise<void>;
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

export const SessionProvider = ({ config, children }: { config: PageConfig; children: ReactNode }) => {
  const [signOn, setSignOn] = useState(rememberedSignOn);
  const manager = useMemo(() => new UserManager(managerSettings(config, signOn)), [config, signOn]);
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
      async signIn(at = status === 'expired' ? signOn : undefined) {
        // The state stays in this tab; an invitation's token is in the fragment, which no server sees.
        const state = { returnTo: location.pathname + location.search + location.hash };
        // The way back begins with a new page, which has to know the same issuer.
        rememberSignOn(at);
        await new UserManager(managerSettings(config, at)).signinRedirect({ state });
      },
      async signOut() {
        const user = await manager.getUser();
        // A copy of it renews nothing any more. Where the issuer cannot be asked, it ends by its own time.
        await manager.revokeTokens(['refresh_token']).catch(() => undefined);
        await manager.removeUser();
        // Whoever signs in next in this tab begins where they chose to.
        rememberOrganization(undefined);
        rememberSignOn(undefined);
        // Cognito knows `logout_uri` and `client_id`; issuers that follow the standard ignore the first.
        const logout = { client_id: manager.settings.client_id, logout_uri: location.origin };
        try {
          await manager.signoutRedirect({
            extraQueryParams: logout,
            ...(user?.id_token && { id_token_hint: user.id_token }),
          });
        } catch {
          // The issuer has no such page or cannot be reached: what this tab held is gone all the same.
          setSignOn(undefined);
          setStatus('signed-out');
        }
      },
      async completeSignIn() {
        const user = await manager.signinRedirectCallback();
        const state = returnState.safeParse(user.state);
        return state.success ? state.data.returnTo : '/';
      },
    }),
    [manager, tokens, status, signOn, config],
  );

  return <SessionContext value={session}>{children}</SessionContext>;
};
