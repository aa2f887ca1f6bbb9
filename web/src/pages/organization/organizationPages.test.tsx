// @vitest-environment jsdom
import { cleanup, configure, screen, waitFor, within } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { newId } from '../../../../shared/ids.ts';
import { createFakeApi } from '../../../mocks/fakeApi.ts';
import { renderPage } from '../../../mocks/renderPage.tsx';
import { formatDay } from '../../format/time.ts';

vi.setConfig({ testTimeout: 60_000 });
configure({ asyncUtilTimeout: 20_000 });

beforeEach(() => sessionStorage.clear());
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const button = (name: string | RegExp) => screen.getByRole('button', { name });
const click = async (name: string | RegExp) => userEvent.click(await screen.findByRole('button', { name }));
const dialog = () => within(screen.getByRole('dialog'));
const fill = async (name: string, text: string) => {
  const field = screen.getByRole('textbox', { name });
  await userEvent.clear(field);
  await userEvent.type(field, text);
};
const as = (role: string) => {
  const api = createFakeApi();
  api.organizations.become(role);
  return api;
};

describe('the organization', () => {
  it('is another one after a switch, in this tab and with every request from then on', async () => {
    const api = createFakeApi();
    const handle = vi.spyOn(api, 'handle');
    const { router } = renderPage('/organization', api);
    await screen.findByRole('heading', { level: 1, name: 'Example Ltd' });
    handle.mockClear();

    await userEvent.click(screen.getByText('Sample & Sons'));

    await waitFor(() => expect(router.state.location.pathname).toBe('/'));
    await screen.findByText('What was run in Sample & Sons, newest first.');
    const other = api.organizations.all[1]!.organizationId;
    const asked = handle.mock.calls.map(([request]) => request).filter(({ method }) => method === 'GET');
    const inOther = asked.map(({ headers }) => headers.get('simsheet-organization') === other);
    const since = asked.slice(inOther.indexOf(true)).map(({ url }) => new URL(url).pathname);
    expect(since).toEqual(expect.arrayContaining(['/api/users/me', '/api/simulations']));
    expect(inOther.slice(inOther.indexOf(true))).not.toContain(false);
    expect(sessionStorage.getItem('simsheet.organization')).toBe(other);
    // Where the next session begins.
    const [patch] = handle.mock.calls.find(([{ method }]) => method === 'PATCH')!;
    expect(new URL(patch.url).pathname).toBe('/api/users/me');
  });

  it('stays the one that a tab began in, although another tab makes another one the default', async () => {
    const api = createFakeApi();
    const handle = vi.spyOn(api, 'handle');
    renderPage('/organization', api);
    await screen.findByRole('heading', { level: 1, name: 'Example Ltd' });
    api.organizations.all.reverse();

    await userEvent.click(await screen.findByRole('link', { name: 'Members' }));

    await screen.findByRole('list', { name: 'Members' });
    const [members] = handle.mock.calls.find(([{ url }]) => url.includes('/members'))!;
    expect(members.headers.get('simsheet-organization')).toBe(api.organizations.all[1]!.organizationId);
  });

  it('says so when the person belongs to it no more, and goes on in another one', async () => {
    const api = createFakeApi();
    sessionStorage.setItem('simsheet.organization', 'org_gone');
    renderPage('/', api);
    await screen.findByRole('heading', { name: 'You do not belong to this organization any more' });

    await click('Go on in another one');

    expect(await screen.findByText('What was run in Example Ltd, newest first.')).toBeDefined();
  });

  it('is created, and invites first', async () => {
    const { router } = renderPage('/organizations/new');
    await screen.findByRole('heading', { name: 'Create an organization' });
    await fill('Organization name', 'Planning');

    await click('Create it');

    expect(await screen.findByRole('heading', { level: 1, name: 'Planning' })).toBeDefined();
    expect(router.state.location.pathname).toBe('/organization/invitations');
  });

  it('is renamed', async () => {
    renderPage('/organization');
    await screen.findByRole('heading', { level: 1, name: 'Example Ltd' });
    await fill('Organization name', 'Example & Partners');

    await click('Rename');

    expect(await screen.findByRole('heading', { level: 1, name: 'Example & Partners' })).toBeDefined();
  });

  it('is deleted once its name was typed, and can be restored until a date', async () => {
    renderPage('/organization');
    await click('Delete Example Ltd');
    const confirm = dialog().getByRole<HTMLButtonElement>('button', { name: 'Delete organization' });
    await fill('Write “Example Ltd” to confirm', 'Example');
    expect(confirm.disabled).toBe(true);
    await fill('Write “Example Ltd” to confirm', 'Example Ltd');

    await userEvent.click(confirm);

    await screen.findByText(/This organization will be deleted on/);
    expect(screen.queryByRole('button', { name: 'Delete Example Ltd' })).toBeNull();
    await click('Restore it');
    await waitFor(() => expect(screen.queryByText(/will be deleted on/)).toBeNull());
  });

  it('says in words of the page why its last owner cannot leave', async () => {
    renderPage('/organization');
    await click('Leave Example Ltd');

    await userEvent.click(dialog().getByRole('button', { name: 'Leave' }));

    expect(await screen.findByText(/Hand the organization over, or make another member an owner, first/)).toBeDefined();
    expect(screen.queryByText(/POST/)).toBeNull();
  });
});

describe('an export of all data', () => {
  it('is asked for, is seen to be written, and has its files, a page at a time', async () => {
    renderPage('/organization');
    await click('Export all data');
    await screen.findByText('Being written');
    expect(button('One is being written…')).toHaveProperty('disabled', true);

    await click(/Files of the export of/);

    const files = within(await screen.findByRole('list', { name: 'Files' }));
    expect(files.getByRole('link').getAttribute('href')).toContain('users/members.ndjson');
    await click('Show more of its files');
    expect(await files.findByRole('link', { name: 'files/workbooks/plan.xlsx' })).toBeDefined();
    expect(screen.queryByRole('button', { name: 'Show more of its files' })).toBeNull();
    expect(screen.getByText('Expired')).toBeDefined();
  });

  it('is not offered to whoever may not have one', async () => {
    renderPage('/organization', as('viewer'));
    await screen.findByRole('button', { name: 'Leave Example Ltd' });

    expect(screen.queryByRole('button', { name: 'Export all data' })).toBeNull();
  });

  it("of their own data is anybody's", async () => {
    renderPage('/profile', as('viewer'));

    await click('Export my data');
    expect(await screen.findByText('Being written')).toBeDefined();
  });
});

describe('members', () => {
  it('get another role, of those that whoever gives it has', async () => {
    const { api } = renderPage('/organization/members', as('admin'));
    await click('Change the role of Mary Model');
    const role = dialog().getByRole('combobox', { name: 'Role' });
    expect(
      within(role)
        .getAllByRole('option')
        .map(({ textContent }) => textContent),
    ).toEqual(['admin', 'analyst', 'viewer', 'billing']);
    await userEvent.selectOptions(role, 'analyst');

    await userEvent.click(dialog().getByRole('button', { name: 'Change role' }));

    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(api.organizations.all[0]!.members.find(({ name }) => name === 'Mary Model')?.role).toBe('analyst');
  });

  it('are removed once that was confirmed', async () => {
    renderPage('/organization/members');
    await click('Remove Mary Model');

    await userEvent.click(dialog().getByRole('button', { name: 'Remove member' }));

    await waitFor(() => expect(screen.queryByText('mary@example.com')).toBeNull());
    expect(screen.getByText('charles@example.com')).toBeDefined();
  });

  it('become its owner when it is handed over to them', async () => {
    renderPage('/organization/members');
    await click('Hand over to Charles Sample');

    await userEvent.click(dialog().getByRole('button', { name: 'Hand over' }));

    await screen.findByText(/your role is admin/);
    // An admin changes no owner.
    await waitFor(() => expect(screen.queryByRole('button', { name: /Charles Sample/ })).toBeNull());
  });

  it('are only seen by a viewer', async () => {
    renderPage('/organization/members', as('viewer'));

    const list = await screen.findByRole('list', { name: 'Members' });

    expect(within(list).getByText('charles@example.com')).toBeDefined();
    expect(within(list).queryAllByRole('button')).toEqual([]);
    expect(screen.queryByRole('link', { name: 'Invite somebody' })).toBeNull();
  });
});

describe('invitations', () => {
  const invite = async (email: string) => {
    await screen.findByRole('combobox', { name: 'Role' });
    await fill('E-mail address', email);
    await click('Make an invitation');
  };
  const shownLink = async () =>
    (await screen.findByRole<HTMLInputElement>('textbox', { name: 'Invitation link' })).value;

  it('give a link that is shown once, with the token where no server logs it', async () => {
    renderPage('/organization/invitations');

    await invite('grace@example.com');

    expect(await shownLink()).toMatch(/\/invitations\/accept#token=inv_sim_/);
    expect(screen.getByRole('heading', { name: 'An e-mail is on its way to grace@example.com' })).toBeDefined();
    const list = await screen.findByRole('list', { name: 'Invitations' });
    expect(within(list).getByText('grace@example.com')).toBeDefined();
    expect(within(list).getByText('viewer')).toBeDefined();
    await userEvent.click(screen.getByRole('link', { name: 'Members' }));
    await userEvent.click(await screen.findByRole('link', { name: 'Invitations' }));
    await screen.findByRole('list', { name: 'Invitations' });
    expect(screen.queryByRole('textbox', { name: 'Invitation link' })).toBeNull();
  });

  it('say that no e-mail was sent, and give the link all the same', async () => {
    const api = createFakeApi();
    api.organizations.sendNoMail();
    renderPage('/organization/invitations', api);

    await invite('grace@example.com');

    expect(await shownLink()).toMatch(/\/invitations\/accept#token=inv_sim_/);
    expect(screen.getByRole('heading', { name: 'Pass this link on to grace@example.com' })).toBeDefined();
    expect(screen.getByText(/^No e-mail was sent: pass on this link yourself/)).toBeDefined();
    expect(screen.queryByText(/on its way/)).toBeNull();
  });

  it('get a new link, and end', async () => {
    renderPage('/organization/invitations');
    await invite('grace@example.com');
    const first = await shownLink();

    await click('New link for grace@example.com');
    await waitFor(async () => expect(await shownLink()).not.toBe(first));
    await click('Revoke the invitation of grace@example.com');
    await userEvent.click(dialog().getByRole('button', { name: 'Revoke invitation' }));

    expect(await screen.findByRole('heading', { name: 'No open invitations' })).toBeDefined();
    expect(screen.queryByRole('textbox', { name: 'Invitation link' })).toBeNull();
  });

  it('of somebody who is invited already are refused in words of the page', async () => {
    renderPage('/organization/invitations');
    await invite('grace@example.com');
    await shownLink();

    await invite('grace@example.com');

    expect(await screen.findByText(/Make a new link for it in the list of invitations/)).toBeDefined();
  });

  it('beyond the places of the organization are refused with what to do on this page', async () => {
    const api = createFakeApi();
    const { members } = api.organizations.all[0]!;
    while (members.length < 8) members.push({ ...members[1]!, userId: newId('usr') });
    renderPage('/organization/invitations', api);

    await invite('grace@example.com');

    expect(await screen.findByText('Limit reached')).toBeDefined();
    expect(screen.getByText(/^8 of 8 places are taken/).textContent).toContain('revoke an invitation first');
  });

  it('are made by nobody who may not', async () => {
    renderPage('/organization/invitations', as('analyst'));

    await screen.findByText(/Inviting is not part of your role/);

    expect(screen.queryByRole('button', { name: 'Make an invitation' })).toBeNull();
  });
});

describe('the plan of the organization', () => {
  it('is shown with its limits, and what is used of them', async () => {
    renderPage('/organization');

    await userEvent.click(await screen.findByRole('link', { name: 'Plan and limits' }));

    const list = within(await screen.findByRole('list', { name: 'Limits' }));
    await list.findByText('15 MB of 100 MB');
    expect(list.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual([
      'Simulations at a time full2 of 2',
      `Iterations this month 12,400,000 of 20,000,000counted anew from ${formatDay('2026-04-01T00:00:00.000Z')} on`,
      'Stored workbooks 15 MB of 100 MB',
      'Members and open invitations 3 of 8',
      'Requests a second 10',
    ]);
    const bar = list.getByRole<HTMLProgressElement>('progressbar', { name: 'Iterations this month' });
    expect(bar.value).toBeCloseTo(0.62);
    expect(screen.getByText('trial')).toBeDefined();
  });
});

describe('roles', () => {
  it('are made, changed and deleted', async () => {
    const { api } = renderPage('/organization/roles');
    await click('Make a role');
    await fill('Role name', 'risk-reviewer');
    await userEvent.click(dialog().getByRole('checkbox', { name: 'Export results' }));
    await userEvent.click(dialog().getByRole('button', { name: 'Make role' }));
    const table = within(await screen.findByRole('table'));
    await table.findByRole('columnheader', { name: 'risk-reviewer' });
    expect(api.organizations.all[0]!.ownRoles[0]!.permissions).toContain('result:export');
    expect(table.getByRole('row', { name: /^Export results/ }).textContent).toBe('Export resultsyesyesyesnonoyes');

    await click('Edit risk-reviewer');
    await userEvent.click(dialog().getByRole('checkbox', { name: 'Export results' }));
    await userEvent.click(dialog().getByRole('button', { name: 'Save role' }));
    await waitFor(() =>
      expect(table.getByRole('row', { name: /^Export results/ }).textContent).toBe('Export resultsyesyesyesnonono'),
    );

    await click('Delete risk-reviewer');
    await userEvent.click(dialog().getByRole('button', { name: 'Delete role' }));
    await waitFor(() => expect(screen.queryByText('risk-reviewer')).toBeNull());
  });

  it('offer nothing that is for owners alone', async () => {
    renderPage('/organization/roles');

    await click('Make a role');

    expect(dialog().queryByRole('checkbox', { name: /Delete the organization|Hand the organization/ })).toBeNull();
    expect(dialog().getByRole('checkbox', { name: 'Rename the organization' })).toBeDefined();
  });

  it('are only seen by who may not change them', async () => {
    renderPage('/organization/roles', as('analyst'));

    await screen.findByRole('table');

    expect(screen.queryByRole('button', { name: 'Make a role' })).toBeNull();
  });
});

describe('API keys', () => {
  const make = async () => {
    await click('Make a key');
    await fill('Key name', 'nightly plan');
    await userEvent.click(dialog().getByRole('button', { name: 'Make key' }));
    return (await screen.findByRole<HTMLInputElement>('textbox', { name: 'API key' })).value;
  };

  it('are made with what the main job needs, rotated with an overlap, and revoked', async () => {
    const { api } = renderPage('/organization/keys');

    expect(await make()).toBe('sk_sim_first');
    expect(api.organizations.all[0]!.keys[0]!.permissions).toEqual([
      'file:read',
      'file:write',
      'simulation:start',
      'simulation:read',
      'result:read',
      'result:export',
    ]);
    await click('Rotate nightly plan');
    await userEvent.selectOptions(dialog().getByRole('combobox'), 'works for another week');
    await userEvent.click(dialog().getByRole('button', { name: 'Make it anew' }));
    await waitFor(() =>
      expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'API key' }).value).toBe('sk_sim_second'),
    );
    expect(await screen.findByText(/the key before works until/)).toBeDefined();
    await click('Revoke nightly plan');
    await userEvent.click(dialog().getByRole('button', { name: 'Revoke key' }));

    expect(await screen.findByRole('heading', { name: 'No API keys' })).toBeDefined();
    expect(screen.queryByRole('textbox', { name: 'API key' })).toBeNull();
  });

  it('can be given what their maker may do, and no more', async () => {
    renderPage('/organization/keys', as('analyst'));
    await click('Make a key');

    const offered = dialog()
      .getAllByRole('checkbox')
      .map((box) => box.parentElement?.textContent);

    expect(offered).toContain('Run simulations');
    expect(offered).not.toContain('Invite, remove and give roles');
    expect(offered).not.toContain('Change their own profile, join and leave');
  });

  it('are not for who makes none', async () => {
    renderPage('/organization/keys', as('viewer'));

    await screen.findByText(/Making API keys is not part of your role/);

    expect(screen.queryByRole('button', { name: 'Make a key' })).toBeNull();
  });
});

describe('the audit log', () => {
  it('says who did what and what was refused, and shows what is asked for', async () => {
    renderPage('/organization/audit');
    const table = within(await screen.findByRole('table'));
    expect(
      table
        .getAllByRole('row')
        .slice(1)
        .map((row) => row.textContent),
    ).toEqual([
      expect.stringMatching(/Ada Example.*start simulation.*sim_.*done/),
      expect.stringMatching(/usr_.*remove member.*refused.*permission-missing/),
      expect.stringMatching(/Ada Example by API key.*add file.*done/),
      expect.stringMatching(/Operator of the platform.*role\/operators\/olga.*change plan.*org_.*done/),
    ]);

    await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Outcome' }), 'refused');

    await waitFor(() => expect(screen.getAllByRole('row')).toHaveLength(2));
    expect(screen.getByText('remove member')).toBeDefined();
  });

  it('comes as one CSV file, however many parts it has', async () => {
    const { api } = renderPage('/organization/audit');
    let saved: Blob | undefined;
    // Which jsdom lacks.
    Object.assign(URL, {
      createObjectURL: (blob: Blob) => {
        saved = blob;
        return '#';
      },
      revokeObjectURL() {},
    });

    await click('Download as CSV');

    await waitFor(() => expect(saved).toBeDefined());
    expect((await saved?.text())?.match(/addFile|removeMember|startSimulation/g)).toHaveLength(3);
    expect(api.log.filter((request) => request.endsWith('/audit/export'))).toHaveLength(2);
  });

  it('is not for who may not see it', async () => {
    renderPage('/organization', as('analyst'));

    await screen.findByRole('link', { name: 'Members' });

    expect(screen.queryByRole('link', { name: 'Audit log' })).toBeNull();
  });
});

describe('the profile', () => {
  it('is renamed', async () => {
    renderPage('/profile');
    await screen.findByRole('textbox', { name: 'Your name' });
    await fill('Your name', 'Ada King');

    await click('Change name');

    await waitFor(() => expect(button('Change name').hasAttribute('disabled')).toBe(true));
    expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Your name' }).value).toBe('Ada King');
  });

  it('is deleted once its e-mail address was typed, and the session with it', async () => {
    const { api, session } = renderPage('/profile');
    await click('Delete my profile');
    await fill('Write “ada@example.com” to confirm', 'ada@example.com');

    await userEvent.click(dialog().getByRole('button', { name: 'Delete my profile' }));

    await waitFor(() => expect(session.signOut).toHaveBeenCalled());
    expect(api.log).toContain('DELETE /api/users/me');
  });
});
