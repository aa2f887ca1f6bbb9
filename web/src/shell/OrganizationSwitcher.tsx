import { Link, useNavigate } from 'react-router';
import { organizationOf, useMe, useSwitchOrganization } from '../api/account.ts';
import { Button } from '../components/Button.tsx';
import { Icon } from '../components/Icon.tsx';
import './OrganizationSwitcher.css';

const id = 'organizations';
const hide = () => document.getElementById(id)?.hidePopover?.();

/** The name of the organization that this tab acts in, always in sight, and the way to another one. */
export const OrganizationSwitcher = () => {
  const { data: me } = useMe();
  const navigate = useNavigate();
  const switchTo = useSwitchOrganization();
  if (me === undefined) return null;
  const change = async (organizationId: string) => {
    hide();
    if (organizationId === me.organizationId) return;
    // What the page shows belongs to the organization that it is about to leave.
    await navigate('/');
    switchTo(organizationId);
  };
  const name = organizationOf(me);
  return (
    <>
      <Button
        look="quiet"
        className="organization-button"
        popoverTarget={id}
        aria-label={`Organization, ${name}`}
        title={name}
      >
        <span>{name}</span>
        <Icon name="chevron" size={16} />
      </Button>
      <section id={id} popover="auto" className="popover organizations" aria-label="Organizations">
        <h2 className="popover-head">Organizations</h2>
        <ul>
          {me.organizations.map(({ organizationId, name, role }) => (
            <li key={organizationId}>
              <button
                type="button"
                className="organization-choice"
                aria-current={organizationId === me.organizationId ? 'true' : undefined}
                onClick={() => void change(organizationId)}
              >
                <span>
                  <strong>{name}</strong>
                  <span className="small muted">{role}</span>
                </span>
                {organizationId === me.organizationId && <Icon name="check" />}
              </button>
            </li>
          ))}
        </ul>
        <div className="account-section">
          <Link to="/organization" onClick={hide}>
            Members and settings
          </Link>
          <Link to="/organizations/new" onClick={hide}>
            Create an organization
          </Link>
        </div>
      </section>
    </>
  );
};
