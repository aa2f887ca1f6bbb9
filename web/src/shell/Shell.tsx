import { Suspense, use } from 'react';
import { Link, NavLink, ScrollRestoration, useNavigation } from 'react-router';
import { useReached } from '../api/ApiProvider.tsx';
import { useMay } from '../api/account.ts';
import { useSession } from '../auth/SessionProvider.tsx';
import { ButtonLink } from '../components/Button.tsx';
import { Icon } from '../components/Icon.tsx';
import { Loading } from '../components/states.tsx';
import { AccountMenu } from './AccountMenu.tsx';
import { MembersOnly } from './MembersOnly.tsx';
import { ModeContext } from './mode.ts';
import { Notifications } from './Notifications.tsx';
import { OrganizationSwitcher } from './OrganizationSwitcher.tsx';
import { SessionEnded } from './SessionEnded.tsx';
import { Welcome } from './Welcome.tsx';
import './Shell.css';

/** What is around every page: the header, the connection banner, and the way in for who is not signed in. */
export const Shell = () => {
  const { status } = useSession();
  if (status === 'loading') return <Loading label="Starting" />;
  if (status === 'signed-out') return <Welcome />;
  return (
    <>
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <Header />
      <ConnectionBanner />
      <PageLoading />
      <main id="main" tabIndex={-1}>
        <Suspense fallback={<Loading label="Loading the page" />}>
          <MembersOnly />
        </Suspense>
      </main>
      {status === 'expired' && <SessionEnded />}
      <ScrollRestoration />
    </>
  );
};

const Header = () => {
  const may = useMay();
  const mayStart = may('simulation:start');
  return (
    <header className="header">
      <Brand />
      <div className="header-where">
        <OrganizationSwitcher />
        <nav aria-label="Main">
          {may('simulation:read') && (
            <NavLink to="/" end>
              Simulations
            </NavLink>
          )}
          {!mayStart && may('file:read') && <NavLink to="/new">Workbooks</NavLink>}
        </nav>
      </div>
      <div className="header-end">
        {mayStart && (
          <ButtonLink look="primary" to="/new" className="header-new">
            <Icon name="plus" />
            <span>New simulation</span>
          </ButtonLink>
        )}
        {may('notification:read') && <Notifications />}
        <AccountMenu />
      </div>
    </header>
  );
};

export const Brand = () => (
  <Link to="/" className="brand">
    <img src="/favicon.svg" alt="" width="28" height="28" />
    Simsheet
  </Link>
);

const PageLoading = () =>
  useNavigation().state === 'loading' ? <div className="page-loading" aria-hidden="true" /> : null;

const advice = {
  local:
    'The local cloud does not answer. "npm run status" tells what is down. This page goes on by itself once it is back.',
  cloud:
    'Simsheet does not answer. Your work on this page is kept, and it goes on by itself once the connection is back.',
} as const;

const ConnectionBanner = () => {
  const reached = useReached();
  const mode = use(ModeContext);
  return (
    <div role="status" aria-label="Connection">
      {!reached && (
        <p className="connection-banner">
          <span className="spinner" aria-hidden="true" />
          <span>
            <strong>Reconnecting.</strong> {advice[mode]}
          </span>
        </p>
      )}
    </div>
  );
};
