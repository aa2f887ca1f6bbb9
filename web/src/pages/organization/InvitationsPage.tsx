import { type FormEvent, useState } from 'react';
import { invitationLink } from '../../../../shared/invitationLink.ts';
import { useMay, useMe } from '../../api/account.ts';
import {
  useInvitations,
  useInvite,
  useMembers,
  useResendInvitation,
  useRevokeInvitation,
  useRoles,
} from '../../api/organization.ts';
import type { InvitationView, InvitationWithToken, Me } from '../../api/schemas.ts';
import { Button } from '../../components/Button.tsx';
import { ConfirmedDelete } from '../../components/ConfirmedDelete.tsx';
import { CopyField } from '../../components/CopyField.tsx';
import { Field } from '../../components/Field.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Empty, Loaded, Problem } from '../../components/states.tsx';
import { formatAgo, formatDate } from '../../format/time.ts';
import { choiceOf } from './giving.ts';
import { RoleSelect } from './RoleSelect.tsx';

/** Who was asked to come, and did not yet. */
export const InvitationsPage = () => {
  const may = useMay();
  const { data: me } = useMe();
  const invitations = useInvitations();
  const [made, show] = useState<InvitationWithToken | null>(null);
  if (me === undefined) return null;
  return (
    <>
      {may('member:write') && <Invite me={me} onMade={show} />}
      {made !== null && <Link invitation={made} />}
      <Loaded query={invitations} label="Loading invitations">
        {({ invitations: open }) =>
          open.length === 0 ? (
            <Empty title="No open invitations">
              {may('member:write')
                ? 'Whom you invite is listed here until they accept.'
                : 'Whoever is invited is listed here until they accept. Inviting is not part of your role.'}
            </Empty>
          ) : (
            <ul className="entry-list card" aria-label="Invitations">
              {open.map((invitation) => (
                <li key={invitation.invitationId} className="entry">
                  <Invitation
                    invitation={invitation}
                    onMade={show}
                    onRevoked={() => made?.invitationId === invitation.invitationId && show(null)}
                  />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  );
};

const Invite = ({ me, onMade }: { me: Me; onMade: (made: InvitationWithToken) => void }) => {
  const [email, type] = useState('');
  const [meant, choose] = useState('viewer');
  const roles = useRoles();
  const { offered, chosen } = choiceOf(me.permissions, roles.data?.roles ?? [], meant);
  const { mutate, isPending, error } = useInvite();
  const send = (event: FormEvent) => {
    event.preventDefault();
    mutate(
      { email, role: chosen },
      {
        onSuccess: (made) => {
          type('');
          onMade(made);
        },
      },
    );
  };
  return (
    <form className="setting card" onSubmit={send}>
      <h2>Invite somebody</h2>
      <div className="setting-line invite-line">
        <Field label="E-mail address" hint="Whom you mean it for. You get the link too.">
          {(control) => (
            <input
              {...control}
              type="email"
              required
              autoComplete="off"
              value={email}
              onChange={({ target }) => type(target.value)}
            />
          )}
        </Field>
        <Loaded query={roles} label="Loading roles">
          {() => <RoleSelect offered={offered} chosen={chosen} onChange={choose} />}
        </Loaded>
      </div>
      {error && <Problem error={error} />}
      <div className="page-actions">
        <Button type="submit" look="primary" disabled={isPending || email.trim() === '' || chosen === ''}>
          Make an invitation
        </Button>
      </div>
    </form>
  );
};

/** The one time that the link can be seen. */
const Link = ({ invitation: { email, role, token, until, emailed } }: { invitation: InvitationWithToken }) => {
  if (token === null) return null;
  return (
    <section className="once card" aria-label="Invitation link">
      <h2>{emailed ? `An e-mail is on its way to ${email}` : `Pass this link on to ${email}`}</h2>
      <CopyField label="Invitation link" value={invitationLink(location.origin, token)} />
      <p className="small muted">
        {emailed
          ? 'It has this link, which you can pass on as well, as you would a password.'
          : 'No e-mail was sent: pass on this link yourself, as you would a password.'}{' '}
        Whoever opens it can join as {role}, once, until {formatDate(until)}. It is shown this once; a lost one is
        replaced by a new link below.
      </p>
    </section>
  );
};

interface InvitationProps {
  invitation: InvitationView;
  onMade: (made: InvitationWithToken) => void;
  onRevoked: () => void;
}

const Invitation = ({ invitation, onMade, onRevoked }: InvitationProps) => {
  const may = useMay();
  const { data: members } = useMembers();
  const resend = useResendInvitation();
  const revoke = useRevokeInvitation();
  const { invitationId, email, role, status, until, invitedAt, invitedBy } = invitation;
  const by = members?.pages.flatMap(({ items }) => items).find(({ userId }) => userId === invitedBy)?.name;
  return (
    <>
      <span className="entry-name">
        <strong>{email}</strong>
        <span className="small muted">
          invited {formatAgo(invitedAt)}
          {by && ` by ${by}`}
        </span>
      </span>
      <span className="entry-name">
        <span>{role}</span>
        {status === 'OPEN' ? (
          <span className="small muted">expires {formatAgo(until)}</span>
        ) : (
          <span>
            <span className="tag tag-warn">expired</span>
          </span>
        )}
      </span>
      {may('member:write') && (
        <span className="entry-actions">
          <Button
            look="quiet"
            aria-label={`New link for ${email}`}
            disabled={resend.isPending}
            onClick={() => resend.mutate(invitationId, { onSuccess: onMade })}
          >
            <Icon name="repeat" />
            New link
          </Button>
          <ConfirmedDelete
            look="quiet"
            label="Revoke"
            describedAs={`Revoke the invitation of ${email}`}
            title="Revoke this invitation?"
            confirm="Revoke invitation"
            isPending={revoke.isPending}
            error={revoke.error}
            onConfirm={() => revoke.mutate(invitationId, { onSuccess: onRevoked })}
          >
            The link that {email} may have is worth nothing from then on.
          </ConfirmedDelete>
        </span>
      )}
      {resend.error && <Problem error={resend.error} />}
    </>
  );
};
