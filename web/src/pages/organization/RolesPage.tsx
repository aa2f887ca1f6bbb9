import { useState } from 'react';
import { useMe } from '../../api/account.ts';
import { useDefineRole, useRemoveRole, useRoles } from '../../api/organization.ts';
import { everybodys, type Me, ownersAlone, type Permission, type RoleView } from '../../api/schemas.ts';
import { Button } from '../../components/Button.tsx';
import { ConfirmedDelete } from '../../components/ConfirmedDelete.tsx';
import { Field } from '../../components/Field.tsx';
import { FormDialog } from '../../components/FormDialog.tsx';
import { Icon } from '../../components/Icon.tsx';
import { ScrollRegion } from '../../components/ScrollRegion.tsx';
import { Loaded } from '../../components/states.tsx';
import { mayGive } from './giving.ts';
import { PermissionPicker } from './PermissionPicker.tsx';
import { grouped, nameOf } from './permissionNames.ts';
import './RolesPage.css';

/** What each role may do, beside each other. */
export const RolesPage = () => {
  const { data: me } = useMe();
  const roles = useRoles();
  const [edited, edit] = useState<RoleView | 'new' | null>(null);
  if (me === undefined) return null;
  const mayDefine = me.permissions.includes('role:write');
  return (
    <>
      <div className="part-head">
        <p className="muted">
          A member has one role. Every organization has the first five as they are, and can have more of its own.
        </p>
        {mayDefine && (
          <Button look="primary" onClick={() => edit('new')}>
            <Icon name="plus" />
            Make a role
          </Button>
        )}
      </div>
      <Loaded query={roles} label="Loading roles">
        {({ roles: all }) => {
          const own = all.filter(({ builtIn }) => !builtIn);
          return (
            <>
              {own.length > 0 && (
                <ul className="entry-list card" aria-label="Roles of this organization">
                  {own.map((role) => (
                    <li key={role.name} className="entry">
                      <OwnRole role={role} mayChange={mayDefine && mayGive(me.permissions, role)} onEdit={edit} />
                    </li>
                  ))}
                </ul>
              )}
              <section className="card setting">
                <h2>Who may do what</h2>
                <Matrix roles={all} />
              </section>
            </>
          );
        }}
      </Loaded>
      {edited !== null && <RoleDialog me={me} role={edited === 'new' ? null : edited} onClose={() => edit(null)} />}
    </>
  );
};

const Matrix = ({ roles }: { roles: readonly RoleView[] }) => (
  <ScrollRegion label="Permissions by role">
    <table className="role-matrix">
      <thead>
        <tr>
          <th scope="col">Permission</th>
          {roles.map(({ name }) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      {grouped().map(({ title, permissions }) => (
        <tbody key={title}>
          <tr>
            <th scope="rowgroup" colSpan={roles.length + 1}>
              {title}
            </th>
          </tr>
          {permissions.map((permission) => (
            <tr key={permission}>
              <th scope="row">{nameOf(permission)}</th>
              {roles.map((role) => (
                <td key={role.name}>
                  {role.permissions.includes(permission) ? (
                    <>
                      <Icon name="check" size={16} />
                      <span className="visually-hidden">yes</span>
                    </>
                  ) : (
                    <span className="visually-hidden">no</span>
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      ))}
    </table>
  </ScrollRegion>
);

interface OwnRoleProps {
  role: RoleView;
  mayChange: boolean;
  onEdit: (role: RoleView) => void;
}

const OwnRole = ({ role, mayChange, onEdit }: OwnRoleProps) => {
  const remove = useRemoveRole();
  return (
    <>
      <strong className="entry-name">{role.name}</strong>
      <span className="muted">{role.permissions.length} permissions</span>
      {mayChange && (
        <span className="entry-actions">
          <Button look="quiet" aria-label={`Edit ${role.name}`} onClick={() => onEdit(role)}>
            <Icon name="edit" />
            Edit
          </Button>
          <ConfirmedDelete
            look="quiet"
            label="Delete"
            describedAs={`Delete ${role.name}`}
            title={`Delete the role ${role.name}?`}
            confirm="Delete role"
            isPending={remove.isPending}
            error={remove.error}
            onConfirm={() => remove.mutate(role.name)}
          >
            Nobody may have it any more, and no invitation may be to it.
          </ConfirmedDelete>
        </span>
      )}
    </>
  );
};

const namePattern = '[a-z][a-z0-9\\-]{0,39}';

const RoleDialog = ({ me, role, onClose }: { me: Me; role: RoleView | null; onClose: () => void }) => {
  const [name, type] = useState(role?.name ?? '');
  const [chosen, choose] = useState<readonly Permission[]>(
    role?.permissions ?? ['file:read', 'simulation:read', 'result:read', 'organization:read', 'member:read'],
  );
  const { mutate, isPending, error } = useDefineRole();
  const offered = me.permissions.filter(
    (permission) => !ownersAlone.includes(permission) && !everybodys.includes(permission),
  );
  return (
    <FormDialog
      title={role === null ? 'Make a role' : `The role ${role.name}`}
      submit={role === null ? 'Make role' : 'Save role'}
      isPending={isPending}
      error={error}
      onSubmit={() => mutate({ name, permissions: chosen }, { onSuccess: onClose })}
      onClose={onClose}
    >
      {role === null && (
        <Field label="Role name" hint="Small letters, digits and hyphens, such as risk-reviewer.">
          {(control) => (
            <input
              {...control}
              required
              pattern={namePattern}
              title="Small letters, digits and hyphens"
              autoComplete="off"
              value={name}
              onChange={({ target }) => type(target.value)}
            />
          )}
        </Field>
      )}
      <PermissionPicker legend="Who has it may" offered={offered} chosen={chosen} onChange={choose} />
      <p className="small muted">
        You can give what you may do yourself. {role !== null && 'A change holds for everybody who has the role.'}
      </p>
    </FormDialog>
  );
};
