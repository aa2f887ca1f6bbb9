import type { ReactNode } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { tokenIn } from '../../../../shared/invitationLink.ts';
import { useMe, useSwitchOrganization } from '../../api/account.ts';
import { ApiError } from '../../api/errors.ts';
import { useAcceptInvitation, useInvitedTo } from '../../api/organization.ts';
import type { InvitedTo, Me } from '../../api/schemas.ts';
import { useSession } from '../../auth/SessionProvider.tsx';
import { Button, ButtonLink } from '../../components/Button.tsx';
import { Loaded, Loading, Problem } from '../../components/states.tsx';
import { formatDate } from '../../format/time.ts';
import { Brand } from '../../shell/Shell.tsx';
import { SignInButton } from '../../shell/SignInButton.tsx';
import './AcceptInvitationPage.css';

/** Where the link of an invitation leads: for who is signed in and who is not yet. */
export const AcceptInvitationPage = () => (
  <div className="invitation">
    <header>
      <Brand />
    </header>
    <main>
      <title>Invitation · Simsheet</title>
      <Invitation />
    </main>
  </div>
);

const Invitation = () => {
  const { status } = useSession();
  const token = tokenIn(useLocation().hash);
  if (status === 'loading') return <Loading label="Starting" />;
  if (token === null) {
    return (
      <Card title="This link is not complete">
        <p className="muted">
          The end of it is missing, which some programs cut off. Copy the whole link from the message that you got, or
          ask whoever invited you for a new one.
        </p>
        <div>
          <ButtonLink to="/">Go to Simsheet</ButtonLink>
        </div>
      </Card>
    );
  }
  if (status !== 'signed-in') {
    return (
      <Card title="You are invited to Simsheet">
        <p className="muted">
          A colleague invites you into their organization, to see simulations of their workbooks. Sign in to accept; you
          come back here.
        </p>
        <div>
          <SignInButton label="Sign in to accept" />
        </div>
      </Card>
    );
  }
  return <Acceptance token={token} />;
};

const Acceptance = ({ token }: { token: string }) => {
  const me = useMe();
  const invited = useInvitedTo(token);
  if (isOver(invited.error)) return <Over error={invited.error} />;
  return (
    <Loaded query={me} label="Loading your profile">
      {(profile) => (
        <Loaded query={invited} label="Loading the invitation">
          {(to) => <Accept token={token} me={profile} to={to} />}
        </Loaded>
      )}
    </Loaded>
  );
};

/** Asking again does not help. */
const isOver = (error: Error | null): boolean =>
  error instanceof ApiError && error.kind === 'problem' && (error.status ?? 500) < 500 && error.status !== 429;

const Over = ({ error }: { error: Error | null }) => (
  <Card title="This invitation cannot be accepted">
    <Problem error={error} />
    <div>
      <ButtonLink look="primary" to="/">
        Go to Simsheet
      </ButtonLink>
    </div>
  </Card>
);

const Accept = ({ token, me, to }: { token: string; me: Me; to: InvitedTo }) => {
  const { signOut } = useSession();
  const navigate = useNavigate();
  const switchTo = useSwitchOrganization();
  const { mutate, isPending, error } = useAcceptInvitation();
  const accept = () =>
    mutate(token, {
      onSuccess: async ({ organizationId, name, role }) => {
        // The token goes from the address, too.
        await navigate('/', { replace: true, state: { joined: { name, role } } });
        switchTo(organizationId);
      },
    });
  if (isOver(error)) return <Over error={error} />;
  return (
    <Card title={`Join ${to.name}?`}>
      <p>
        {to.invitedBy ?? 'Somebody who has left'} invites you to <strong>{to.name}</strong>, as{' '}
        <strong>{to.role}</strong>.
      </p>
      <p className="muted">
        You are signed in as {me.name}
        {me.email && ` (${me.email})`}. When you accept, its members see your name and e-mail address, and you see what
        they share. What you have elsewhere stays there.
      </p>
      {error && <Problem error={error} />}
      <div className="page-actions">
        <Button look="primary" disabled={isPending} onClick={accept}>
          {isPending ? 'Accepting…' : 'Accept the invitation'}
        </Button>
        <Button onClick={() => void signOut()}>Sign out</Button>
      </div>
      <p className="small muted">
        It can be accepted until {formatDate(to.until)}. To accept with another account, sign out and open the link
        again.
      </p>
    </Card>
  );
};

const Card = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="invitation-card card">
    <h1>{title}</h1>
    {children}
  </section>
);
