import { ErrorResponse, type User, type UserManager } from 'oidc-client-ts';

/** What the API client needs to know of a session. */
export interface Tokens {
  /** A token that has not expired, renewed first if need be; undefined when only signing in again can help. */
  current(): Promise<string | undefined>;
  /** A new token although the present one looks good (the API refused it); undefined as above. */
  renewed(): Promise<string | undefined>;
}

/**
 * Tokens of the signed-in user. Requests that need a renewal at the same time share one: a refresh token may be good
 * for one use only. `onEnd` is called when the issuer refuses to renew. An issuer that cannot be reached is no refusal:
 * that error is thrown on.
 */
export const sessionTokens = (manager: Pick<UserManager, 'getUser' | 'signinSilent'>, onEnd: () => void): Tokens => {
  let renewal: Promise<string | undefined> | undefined;

  const renew = async (user: User): Promise<string | undefined> => {
    if (user.refresh_token === undefined) return end();
    try {
      return (await manager.signinSilent())?.access_token ?? end();
    } catch (error) {
      if (error instanceof ErrorResponse) return end();
      throw error;
    }
  };
  const end = (): undefined => {
    onEnd();
  };
  const renewed = async (): Promise<string | undefined> => {
    const user = await manager.getUser();
    if (user === null) return end();
    renewal ??= renew(user).finally(() => {
      renewal = undefined;
    });
    return renewal;
  };

  return {
    async current() {
      const user = await manager.getUser();
      return user && !user.expired ? user.access_token : renewed();
    },
    renewed,
  };
};
