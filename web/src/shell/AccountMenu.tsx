import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { chooseOrganization } from '../api/ApiProvider.tsx';
import { useMe, useUsage } from '../api/account.ts';
import type { Me } from '../api/schemas.ts';
import { useSession } from '../auth/SessionProvider.tsx';
import { Button } from '../components/Button.tsx';
import { Field } from '../components/Field.tsx';
import { Icon } from '../components/Icon.tsx';
import { Loaded } from '../components/states.tsx';
import { formatCount } from '../format/number.ts';

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
                </div>
                <div className="account-section">
                  <Organization me={profile} />
                </div>
                {profile.permissions.includes('billing:read') && <UsageLine />}
              </>
            )}
          </Loaded>
        )}
        <div className="account-section small">
          <Link to="/docs">API reference</Link>
        </div>
        <div className="account-section">
          <Button onClick={() => void signOut()}>Sign out</Button>
        </div>
      </section>
    </>
  );
};

const Organization = ({ me }: { me: Me }) => {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const choose = async (organizationId: string) => {
    chooseOrganization(organizationId);
    // What the page shows is another organization's.
    await navigate('/');
    await queries.resetQueries();
  };
  const current = me.organizations.find(({ organizationId }) => organizationId === me.organizationId);
  if (me.organizations.length < 2) {
    return (
      <span className="small">
        {current?.name} · {me.role}
      </span>
    );
  }
  return (
    <Field label="Organization" hint={`Your role here: ${me.role}`}>
      {(control) => (
        <select {...control} value={me.organizationId} onChange={({ target }) => void choose(target.value)}>
          {me.organizations.map(({ organizationId, name }) => (
            <option key={organizationId} value={organizationId}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
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
