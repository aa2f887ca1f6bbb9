import { useState } from 'react';
import { organizationOf, useMe } from '../../api/account.ts';
import {
  useChangeRole,
  useMembers,
  useRemoveMember,
  useRoles,
  useTransferOrganization,
} from '../../api/organization.ts';
import type { Me, MemberView, RoleView } from '../../api/schemas.ts';
import { Button, ButtonLink } from '../../components/Button.tsx';
import { ConfirmedDelete } from '../../components/ConfirmedDelete.tsx';
import { FormDialog } from '../../components/FormDialog.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Loaded } from '../../components/states.tsx';
import { formatDay } from '../../format/time.ts';
import { choiceOf, mayGive } from './giving.ts';
import { RoleSelect } from './RoleSelect.tsx';

/** Who belongs to the organization, as what. */
export const MembersPage = () => {
  const { data: me } = useMe();
  const members = useMembers();
  const { data: known } = useRoles();
  if (me === undefined) return null;
  return (
    <>
      <div className="part-head">
        <p className="muted">A change of a role holds from the next thing that the member does.</p>
        {me.permissions.includes('member:write') && (
          <ButtonLink look="primary" to="/organization/invitations">
            <Icon name="plus" />
            Invite somebody
          </ButtonLink>
        )}
      </div>
      <Loaded query={members} label="Loading members">
        {({ pages }) => (
          <>
            <ul className="entry-list card" aria-label="Members">
              {pages
                .flatMap(({ items }) => items)
                .map((member) => (
                  <li key={member.userId} className="entry">
                    <Member member={member} me={me} roles={known?.roles ?? []} />
                  </li>
                ))}
            </ul>
            {members.hasNextPage && (
              <div>
                <Button disabled={members.isFetchingNextPage} onClick={() => void members.fetchNextPage()}>
                  {members.isFetchingNextPage ? 'Loading…' : 'Show more'}
                </Button>
              </div>
            )}
          </>
        )}
      </Loaded>
    </>
  );
};

interface MemberProps {
  member: MemberView;
  me: Me;
  roles: readonly RoleView[];
}

const Member = ({ member, me, roles }: MemberProps) => {
  const isMe = member.userId === me.userId;
  const role = roles.find(({ name }) => name === member.role);
  const mayChange = me.permissions.includes('member:write') && roles.length > 0 && mayGive(me.permissions, role);
  const mayTransfer = me.permissions.includes('organization:transfer') && !isMe && member.role !== 'owner';
  return (
    <>
      <span className="entry-name">
        <strong>
          {member.name} {isMe && <span className="tag">you</span>}
        </strong>
        <span className="small muted">{member.email ?? 'no e-mail address'}</span>
      </span>
      <span className="entry-name">
        <span>{member.role}</span>
        <span className="small muted">since {formatDay(member.since)}</span>
      </span>
      <span className="entry-actions">
        {mayChange && <ChangeRole member={member} me={me} roles={roles} />}
        {mayTransfer && <HandOver member={member} me={me} />}
        {mayChange && !isMe && <Remove member={member} me={me} />}
      </span>
    </>
  );
};

const ChangeRole = ({ member, me, roles }: MemberProps) => {
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <Button look="quiet" aria-label={`Change the role of ${member.name}`} onClick={() => setOpen(true)}>
        <Icon name="edit" />
        Role
      </Button>
      {isOpen && <RoleDialog member={member} me={me} roles={roles} onClose={() => setOpen(false)} />}
    </>
  );
};

const RoleDialog = ({ member, me, roles, onClose }: MemberProps & { onClose: () => void }) => {
  const [meant, choose] = useState(member.role);
  const { offered, chosen } = choiceOf(me.permissions, roles, meant);
  const { mutate, isPending, error } = useChangeRole(member.userId);
  return (
    <FormDialog
      title={`The role of ${member.name}`}
      submit="Change role"
      isPending={isPending}
      disabled={chosen === member.role}
      error={error}
      onSubmit={() => mutate(chosen, { onSuccess: onClose })}
      onClose={onClose}
    >
      <RoleSelect offered={offered} chosen={chosen} onChange={choose} />
    </FormDialog>
  );
};

const HandOver = ({ member, me }: Omit<MemberProps, 'roles'>) => {
  const [isOpen, setOpen] = useState(false);
  const { mutate, isPending, error } = useTransferOrganization();
  return (
    <>
      <Button look="quiet" aria-label={`Hand over to ${member.name}`} onClick={() => setOpen(true)}>
        <Icon name="repeat" />
        Hand over
      </Button>
      {isOpen && (
        <FormDialog
          title={`Hand ${organizationOf(me)} over to ${member.name}?`}
          submit="Hand over"
          look="danger"
          isPending={isPending}
          error={error}
          onSubmit={() => mutate(member.userId, { onSuccess: () => setOpen(false) })}
          onClose={() => setOpen(false)}
        >
          <p className="muted">
            {member.name} becomes its owner in your place, and you stay as an admin. Only they can give it back.
          </p>
        </FormDialog>
      )}
    </>
  );
};

const Remove = ({ member, me }: Omit<MemberProps, 'roles'>) => {
  const { mutate, isPending, error } = useRemoveMember(member.userId);
  return (
    <ConfirmedDelete
      look="quiet"
      label="Remove"
      describedAs={`Remove ${member.name}`}
      title={`Remove ${member.name}?`}
      confirm="Remove member"
      isPending={isPending}
      error={error}
      onConfirm={() => mutate()}
    >
      {member.name} sees nothing of {organizationOf(me)} any more, and API keys that they made stop working. What they
      made stays.
    </ConfirmedDelete>
  );
};
