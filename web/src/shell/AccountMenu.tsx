import { useState } from 'react';
import { Link } from 'react-router';
import { organizationOf, useMe, useUsage } from '../api/account.ts';
import { useSession } from '../auth/SessionProvider.tsx';
import { Button } from '../components/Button.tsx';
import { Icon } from '../components/Icon.tsx';
import { Loaded } from '../components/states.tsx';
import { formatCount } from '../format/number.ts';

const hide = () => document.getElementById('account')?.hidePopover?.();

export const AccountMenu = () => {
  const me = useMe();
  const { signOut } = useSession();
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button look="quiet" popoverTarget="account" aria-label="Account">
        <Icon name="menu" size={20} />
      </Button>
      <section
        id="account"
        popover="auto"
        className="popover"
        aria-label="Account"
        onToggle={({ newState }) => setOpen(newState === 'open')}
      >
        {isOpen && (
          <Loaded query={me} label="Loading your profile">
            {(profile) => (
              <>
                <div className="account-section">
                  <strong>{profile.name}</strong>
                  {profile.email && <span className="small muted">{profile.email}</span>}
                  <span className="small muted">
                    {profile.role} of {organizationOf(profile)}
                  </span>
                </div>
                {profile.permissions.includes('billing:read') && <UsageLine />}
              </>
            )}
          </Loaded>
        )}
        <div className="account-section small">
          <Link to="/profile" onClick={hide}>
            Your profile
          </Link>
          <Link to="/organization" onClick={hide}>
            Members and settings
          </Link>
          <Link to="/docs">API reference</Link>
        </div>
        <div className="account-section">
          <Button onClick={() => void signOut()}>Sign out</Button>
        </div>
      </section>
    </>
  );
};

const UsageLine = () => {
  const usage = useUsage({ enabled: true });
  return (
    <div className="account-section small">
      <h3 className="small">This month</h3>
      <Loaded query={usage} label="Loading usage">
        {({ total }) => (
          <p>
            {formatCount(total.simulations)} {total.simulations === 1 ? 'simulation' : 'simulations'},{' '}
            {formatCount(total.iterations)} iterations
          </p>
        )}
      </Loaded>
    </div>
  );
};
