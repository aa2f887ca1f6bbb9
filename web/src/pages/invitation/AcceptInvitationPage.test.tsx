// @vitest-environment jsdom
import { cleanup, configure, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFakeApi } from '../../../mocks/fakeApi.ts';
import { renderPage } from '../../../mocks/renderPage.tsx';

vi.setConfig({ testTimeout: 60_000 });
configure({ asyncUtilTimeout: 20_000 });

beforeEach(() => sessionStorage.clear());
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const address = '/invitations/accept#token=inv_sim_fake';
const click = async (name: string) => userEvent.click(await screen.findByRole('button', { name }));

describe('the link of an invitation', () => {
  it('leads into the organization, as what the invitation says', async () => {
    const { api, router } = renderPage(address);

    await click('Accept the invitation');

    expect(await screen.findByText('What was run in Planning, newest first.')).toBeDefined();
    const [arrival] = screen.getAllByRole('status');
    expect(arrival?.textContent).toBe('You belong to Planning now, as viewer.');
    expect(router.state.location.hash).toBe('');
    expect(sessionStorage.getItem('simsheet.organization')).toBe(api.organizations.all[2]!.organizationId);
  });

  it('says what would be accepted, and accepts nothing by being opened', async () => {
    const { api } = renderPage(address);

    await screen.findByRole('heading', { name: 'Join Planning?' });

    expect(screen.getByText(/invites you to/).textContent).toBe('Grace Sample invites you to Planning, as viewer.');
    expect(new Set(api.log)).toEqual(new Set(['GET /api/users/me', 'POST /api/users/invitations/look']));
  });

  it('leads through the sign-in first', async () => {
    const { api, session } = renderPage(address, createFakeApi(), 'signed-out');

    await click('Sign in to accept');

    await waitFor(() => expect(session.signIn).toHaveBeenCalled());
    expect(api.log).toEqual([]);
  });

  it('says why it cannot be accepted any more, and leads on', async () => {
    renderPage('/invitations/accept#token=inv_sim_used');

    expect(await screen.findByText('This invitation can no longer be accepted.')).toBeDefined();
    expect(screen.getByRole('link', { name: 'Go to Simsheet' })).toBeDefined();
    expect(screen.queryByRole('button', { name: 'Accept the invitation' })).toBeNull();
  });

  it('says that its end is missing', async () => {
    renderPage('/invitations/accept');

    expect(await screen.findByRole('heading', { name: 'This link is not complete' })).toBeDefined();
  });
});
