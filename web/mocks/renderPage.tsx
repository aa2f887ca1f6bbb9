import { render } from '@testing-library/react';
import { createMemoryRouter, RouterProvider } from 'react-router';
import { vi } from 'vitest';
import { acceptPath } from '../../shared/invitationLink.ts';
import { ApiProvider } from '../src/api/ApiProvider.tsx';
import { type Session, SessionContext } from '../src/auth/SessionProvider.tsx';
import { AcceptInvitationPage } from '../src/pages/invitation/AcceptInvitationPage.tsx';
import { ModelPage } from '../src/pages/model/ModelPage.tsx';
import { NewPage } from '../src/pages/new/NewPage.tsx';
import { AuditPage } from '../src/pages/organization/AuditPage.tsx';
import { GeneralPage } from '../src/pages/organization/GeneralPage.tsx';
import { InvitationsPage } from '../src/pages/organization/InvitationsPage.tsx';
import { KeysPage } from '../src/pages/organization/KeysPage.tsx';
import { LimitsPage } from '../src/pages/organization/LimitsPage.tsx';
import { MembersPage } from '../src/pages/organization/MembersPage.tsx';
import { NewOrganizationPage } from '../src/pages/organization/NewOrganizationPage.tsx';
import { OrganizationPage } from '../src/pages/organization/OrganizationPage.tsx';
import { RolesPage } from '../src/pages/organization/RolesPage.tsx';
import { ProfilePage } from '../src/pages/profile/ProfilePage.tsx';
import { SimulationsPage } from '../src/pages/simulations/SimulationsPage.tsx';
import { MembersOnly } from '../src/shell/MembersOnly.tsx';
import { OrganizationSwitcher } from '../src/shell/OrganizationSwitcher.tsx';
import { provideDialogs } from './dialogs.ts';
import { createFakeApi, type FakeApi } from './fakeApi.ts';

const signedIn = { current: async () => 'token', renewed: async () => 'token' };

/** Draws the page at an address in jsdom, with the made-up API behind `fetch`. */
export const renderPage = (
  address: string,
  api: FakeApi = createFakeApi(),
  status: Session['status'] = 'signed-in',
) => {
  vi.stubGlobal('fetch', (path: string, init?: RequestInit) =>
    api.handle(new Request(new URL(path, 'http://page.example'), init)),
  );
  // What jsdom lacks: it lays nothing out, so elements have no size, never change it and scroll nowhere.
  Object.assign(HTMLElement.prototype, { scrollIntoView() {} });
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      disconnect() {}
    },
  );
  // And dialogs that keep the page behind them from use.
  provideDialogs();
  vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(800);
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockReturnValue(1200);
  const session: Session = {
    status,
    tokens: signedIn,
    signIn: vi.fn(async () => {}),
    signOut: vi.fn(async () => {}),
    completeSignIn: async () => '/',
  };
  const router = createMemoryRouter(
    [
      {
        element: <MembersOnly />,
        children: [
          { path: '/', element: <SimulationsPage /> },
          { path: '/new', element: <NewPage /> },
          { path: '/files/:fileId', element: <ModelPage /> },
          { path: '/simulations/:simulationId', element: <h1>A run</h1> },
          {
            path: '/organization',
            element: (
              <>
                <OrganizationSwitcher />
                <OrganizationPage />
              </>
            ),
            children: [
              { index: true, element: <GeneralPage /> },
              { path: 'members', element: <MembersPage /> },
              { path: 'invitations', element: <InvitationsPage /> },
              { path: 'roles', element: <RolesPage /> },
              { path: 'keys', element: <KeysPage /> },
              { path: 'limits', element: <LimitsPage /> },
              { path: 'audit', element: <AuditPage /> },
            ],
          },
          { path: '/organizations/new', element: <NewOrganizationPage /> },
          { path: '/profile', element: <ProfilePage /> },
        ],
      },
      { path: acceptPath, element: <AcceptInvitationPage /> },
    ],
    { initialEntries: [address] },
  );
  render(
    <SessionContext value={session}>
      <ApiProvider tokens={signedIn} watchEveryMs={60_000}>
        <RouterProvider router={router} />
      </ApiProvider>
    </SessionContext>,
  );
  return { api, router, session };
};
