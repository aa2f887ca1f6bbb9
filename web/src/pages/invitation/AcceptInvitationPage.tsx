import type { ReactNode } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { useMe, useSwitchOrganization } from '../../api/account.ts';
import { ApiError } from '../../api/errors.ts';
import { useAcceptInvitation } from '../../api/organization.ts';
import type { Me } from '../../api/schemas.ts';
import { useSession } from '../../auth/SessionProvider.tsx';
import { Button, ButtonLink } from '../../components/Button.tsx';
import { Loaded, Loading, Problem } from '../../components/states.tsx';
import { Brand } from '../../shell/Shell.tsx';
import { SignInButton } from '../../shell/SignInButton.tsx';
import { tokenIn } from './invitationLink.ts';
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
  return (
    <Loaded query={me} label="Loading your profile">
      {(profile) => <Accept token={token} me={profile} />}
    </Loaded>
  );
};

const Accept = ({ token, me }: { token: string; me: Me }) => {
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
  const isOver = error instanceof ApiError && error.kind === 'problem' && error.status !== 429;
  return (
    <Card title="You are invited into an organization">
      <p className="muted">
        You are signed in as <strong>{me.name}</strong>
        {me.email && ` (${me.email})`}. When you accept, its members see your name and e-mail address, and you see what
        they share with you. What you have elsewhere stays there.
      </p>
      {error && <Problem error={error} />}
      <div className="page-actions">
        {isOver ? (
          <ButtonLink look="primary" to="/">
            Go to Simsheet
          </ButtonLink>
        ) : (
          <Button look="primary" disabled={isPending} onClick={accept}>
            {isPending ? 'Accepting…' : 'Accept the invitation'}
          </Button>
        )}
        <Button onClick={() => void signOut()}>Sign out</Button>
      </div>
      {!isOver && <p className="small muted">To accept with another account, sign out and open the link again.</p>}
    </Card>
  );
};

const Card = ({ title, children }: { title: string; children: ReactNode }) => (
  <section className="invitation-card card">
    <h1>{title}</h1>
    {children}
  </section>
);
