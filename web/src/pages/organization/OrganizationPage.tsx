import { NavLink, Outlet } from 'react-router';
import { organizationOf, useMay, useMe } from '../../api/account.ts';
import { useOrganization, useRestoreOrganization } from '../../api/organization.ts';
import type { Permission } from '../../api/schemas.ts';
import { Button } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Problem } from '../../components/states.tsx';
import { formatDate, formatDay } from '../../format/time.ts';
import './OrganizationPage.css';

const parts: readonly (readonly [path: string, title: string, needs?: Permission])[] = [
  ['/organization', 'General'],
  ['/organization/members', 'Members', 'member:read'],
  ['/organization/invitations', 'Invitations', 'member:read'],
  ['/organization/roles', 'Roles', 'organization:read'],
  ['/organization/limits', 'Plan and limits', 'organization:read'],
  ['/organization/keys', 'API keys', 'key:read'],
  ['/organization/audit', 'Audit log', 'audit:read'],
];

/** The organization that the tab acts in: what it is, who belongs to it, and what they may do. */
export const OrganizationPage = () => {
  const may = useMay();
  const { data: me } = useMe();
  const { data: organization } = useOrganization();
  if (me === undefined) return null;
  return (
    <div className="page">
      <title>{`${organizationOf(me)} · Simsheet`}</title>
      <div className="page-head">
        <div>
          <h1 className="organization-name">{organizationOf(me)}</h1>
          <p className="muted">
            {organization &&
              `${organization.members === 1 ? 'One member' : `${organization.members} members`} since ${formatDay(organization.createdAt)} · `}
            your role is {me.role}
          </p>
        </div>
      </div>
      {organization?.deletesAt && <Deletion deletesAt={organization.deletesAt} />}
      <nav className="part-tabs" aria-label="Organization">
        {parts
          .filter(([, , needs]) => needs === undefined || may(needs))
          .map(([path, title]) => (
            <NavLink key={path} to={path} end>
              {title}
            </NavLink>
          ))}
      </nav>
      <Outlet />
    </div>
  );
};

/** While there is time to think again. */
const Deletion = ({ deletesAt }: { deletesAt: string }) => {
  const may = useMay();
  const { mutate, isPending, error } = useRestoreOrganization();
  return (
    <div className="warning" role="note">
      <Icon name="warning" size={20} />
      <div className="setting-body">
        <p>
          <strong>This organization will be deleted on {formatDate(deletesAt)}.</strong> Until then all is as it was.
          Then its workbooks, simulations and results are erased, for everybody and for good.
        </p>
        {error && <Problem error={error} />}
        {may('organization:delete') && (
          <Button disabled={isPending} onClick={() => mutate()}>
            <Icon name="repeat" />
            Restore it
          </Button>
        )}
      </div>
    </div>
  );
};
