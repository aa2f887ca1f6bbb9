// @vitest-environment jsdom
import { cleanup, render, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { provideDialogs } from '../../mocks/dialogs.ts';
import { createFakeApi } from '../../mocks/fakeApi.ts';
import { managerSettings } from '../auth/managerSettings.ts';
import { SessionContext } from '../auth/SessionProvider.tsx';
import { rememberedSignOn, rememberSignOn } from '../auth/signOn.ts';
import { pageConfig } from '../config.ts';
import { OrganizationSignIn } from './OrganizationSignIn.tsx';

beforeEach(() => {
  sessionStorage.clear();
  const api = createFakeApi();
  vi.stubGlobal('fetch', (path: string) => api.handle(new Request(new URL(path, 'http://page.example'))));
  provideDialogs();
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const company = { issuer: 'https://login.company.example', clientId: 'page', audience: 'api', enforced: false };

const goOnAs = async (email: string) => {
  const signIn = vi.fn(async () => {});
  const away = async () => undefined;
  render(
    <SessionContext
      value={{
        status: 'signed-out',
        tokens: { current: away, renewed: away },
        signIn,
        signOut: away,
        completeSignIn: async () => '/',
      }}
    >
      <OrganizationSignIn />
    </SessionContext>,
  );
  await userEvent.click(await screen.findByRole('button', { name: 'Sign in with your organization' }));
  const dialog = within(screen.getByRole('dialog'));
  await userEvent.type(dialog.getByRole('textbox', { name: 'E-mail address' }), email);
  await userEvent.click(dialog.getByRole('button', { name: 'Go on' }));
  return signIn;
};

describe('signing in with an organization', () => {
  it('leads to the issuer that is registered for the domain of the e-mail address', async () => {
    const signIn = await goOnAs('mary@company.example');

    await waitFor(() => expect(signIn).toHaveBeenCalledWith(company));
  });

  it('says so where no organization has registered that', async () => {
    const signIn = await goOnAs('mary@elsewhere.example');

    expect(await screen.findByText(/No organization has a sign-on of its own/)).toBeDefined();
    expect(signIn).not.toHaveBeenCalled();
  });
});

describe('a session', () => {
  const config = pageConfig.parse({ issuer: 'https://platform.example', clientId: 'simsheet', resource: 'urn:api' });
  const about = (...given: Parameters<typeof managerSettings>) => {
    const { authority, client_id, resource, extraQueryParams } = managerSettings(...given);
    return { authority, client_id, resource, extraQueryParams };
  };

  it('is begun at the platform, or at the issuer that its tab remembers over the way there and back', () => {
    rememberSignOn(company);

    expect(about(config, rememberedSignOn())).toEqual({
      authority: 'https://login.company.example',
      client_id: 'page',
      resource: 'api',
      extraQueryParams: { audience: 'api' },
    });
    rememberSignOn(undefined);
    expect(about(config, rememberedSignOn())).toEqual({
      authority: 'https://platform.example',
      client_id: 'simsheet',
      resource: 'urn:api',
      extraQueryParams: undefined,
    });
  });

  it('asks an issuer without audiences for none', () => {
    expect(about(config, { ...company, audience: null })).toMatchObject({
      resource: undefined,
      extraQueryParams: undefined,
    });
  });
});
