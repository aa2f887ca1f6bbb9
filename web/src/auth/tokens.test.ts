import { ErrorResponse, User } from 'oidc-client-ts';
import { describe, expect, it, vi } from 'vitest';
import { sessionTokens } from './tokens.ts';

const aUser = ({ token = 'old', expiresIn = 3600, refresh = 'refresh' as string | undefined } = {}) =>
  new User({
    access_token: token,
    token_type: 'Bearer',
    profile: { iss: 'https://issuer.example', sub: 'ada', aud: 'page', iat: 0, exp: 0 },
    expires_at: Math.floor(Date.now() / 1000) + expiresIn,
    ...(refresh && { refresh_token: refresh }),
  });

const setUp = (user: User | null, renew: () => Promise<User | null>) => {
  const signinSilent = vi.fn(renew);
  const onEnd = vi.fn();
  return { signinSilent, onEnd, tokens: sessionTokens({ getUser: async () => user, signinSilent }, onEnd) };
};

describe('sessionTokens', () => {
  it('gives the present token while it is good', async () => {
    const { tokens, signinSilent } = setUp(aUser(), async () => null);

    expect(await tokens.current()).toBe('old');
    expect(signinSilent).not.toHaveBeenCalled();
  });

  it('renews an expired token once for all requests that wait for it', async () => {
    const { tokens, signinSilent } = setUp(aUser({ expiresIn: -5 }), async () => aUser({ token: 'new' }));

    expect(await Promise.all([tokens.current(), tokens.current(), tokens.renewed()])).toEqual(['new', 'new', 'new']);
    expect(signinSilent).toHaveBeenCalledTimes(1);
  });

  it('renews again after a renewal is over', async () => {
    const { tokens, signinSilent } = setUp(aUser(), async () => aUser({ token: 'new' }));

    await tokens.renewed();
    await tokens.renewed();

    expect(signinSilent).toHaveBeenCalledTimes(2);
  });

  it('ends the session when the issuer refuses', async () => {
    const { tokens, onEnd } = setUp(aUser({ expiresIn: -5 }), async () => {
      throw new ErrorResponse({ error: 'invalid_grant' });
    });

    expect(await tokens.current()).toBeUndefined();
    expect(onEnd).toHaveBeenCalledTimes(1);
  });

  it('does not take an issuer that is away for a refusal', async () => {
    const { tokens, onEnd } = setUp(aUser({ expiresIn: -5 }), async () => {
      throw new TypeError('Failed to fetch');
    });

    await expect(tokens.current()).rejects.toThrow('Failed to fetch');
    expect(onEnd).not.toHaveBeenCalled();
  });

  it('ends the session without a refresh token', async () => {
    const user = aUser({ expiresIn: -5 });
    user.refresh_token = '';
    delete (user as { refresh_token?: string }).refresh_token;
    const { tokens, onEnd, signinSilent } = setUp(user, async () => null);

    expect(await tokens.current()).toBeUndefined();
    expect(onEnd).toHaveBeenCalled();
    expect(signinSilent).not.toHaveBeenCalled();
  });
});
