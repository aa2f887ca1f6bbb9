import type { RouteObject } from 'react-router';
import { acceptPath } from '../../shared/invitationLink.ts';
import { signedInPath } from './auth/managerSettings.ts';
import { Loading } from './components/states.tsx';
import { NotFoundPage } from './pages/NotFoundPage.tsx';
import { NewPage } from './pages/new/NewPage.tsx';
import { SimulationsPage } from './pages/simulations/SimulationsPage.tsx';
import { PageError } from './shell/PageError.tsx';
import { Shell } from './shell/Shell.tsx';
import { SignedInPage } from './shell/SignedInPage.tsx';

/** While a heavy page itself is on its way, on a first visit to its address. */
const LoadingPage = () => <Loading label="Loading the page" />;

/** The page's addresses. The heavy ones (the grid, the charts, the reference) are loaded when somebody goes there. */
export const routes: RouteObject[] = [
  {
    element: <Shell />,
    errorElement: <PageError />,
    children: [
      { path: '/', element: <SimulationsPage /> },
      { path: '/new', element: <NewPage /> },
      {
        path: '/files/:fileId',
        HydrateFallback: LoadingPage,
        lazy: async () => ({ Component: (await import('./pages/model/ModelPage.tsx')).ModelPage }),
      },
      {
        path: '/simulations/:simulationId',
        HydrateFallback: LoadingPage,
        lazy: async () => ({ Component: (await import('./pages/simulation/SimulationPage.tsx')).SimulationPage }),
      },
      {
        path: '/organization',
        HydrateFallback: LoadingPage,
        lazy: async () => ({
          Component: (await import('./pages/organization/OrganizationPage.tsx')).OrganizationPage,
        }),
        children: [
          {
            index: true,
            lazy: async () => ({ Component: (await import('./pages/organization/GeneralPage.tsx')).GeneralPage }),
          },
          {
            path: 'members',
            lazy: async () => ({ Component: (await import('./pages/organization/MembersPage.tsx')).MembersPage }),
          },
          {
            path: 'invitations',
            lazy: async () => ({
              Component: (await import('./pages/organization/InvitationsPage.tsx')).InvitationsPage,
            }),
          },
          {
            path: 'roles',
            lazy: async () => ({ Component: (await import('./pages/organization/RolesPage.tsx')).RolesPage }),
          },
          {
            path: 'limits',
            lazy: async () => ({ Component: (await import('./pages/organization/LimitsPage.tsx')).LimitsPage }),
          },
          {
            path: 'keys',
            lazy: async () => ({ Component: (await import('./pages/organization/KeysPage.tsx')).KeysPage }),
          },
          {
            path: 'audit',
            lazy: async () => ({ Component: (await import('./pages/organization/AuditPage.tsx')).AuditPage }),
          },
        ],
      },
      {
        path: '/organizations/new',
        HydrateFallback: LoadingPage,
        lazy: async () => ({
          Component: (await import('./pages/organization/NewOrganizationPage.tsx')).NewOrganizationPage,
        }),
      },
      {
        path: '/profile',
        HydrateFallback: LoadingPage,
        lazy: async () => ({ Component: (await import('./pages/profile/ProfilePage.tsx')).ProfilePage }),
      },
      { path: '*', element: <NotFoundPage /> },
    ],
  },
  {
    path: acceptPath,
    errorElement: <PageError />,
    HydrateFallback: LoadingPage,
    lazy: async () => ({
      Component: (await import('./pages/invitation/AcceptInvitationPage.tsx')).AcceptInvitationPage,
    }),
  },
  {
    path: '/docs',
    errorElement: <PageError />,
    HydrateFallback: LoadingPage,
    lazy: async () => ({ Component: (await import('./pages/docs/DocsPage.tsx')).DocsPage }),
  },
  { path: signedInPath, element: <SignedInPage /> },
];
