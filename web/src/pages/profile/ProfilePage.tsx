import { type FormEvent, useState } from 'react';
import { organizationOf, useDeleteMe, useMe, useRenameMe } from '../../api/account.ts';
import { ApiError } from '../../api/errors.ts';
import type { Me } from '../../api/schemas.ts';
import { useSession } from '../../auth/SessionProvider.tsx';
import { Button } from '../../components/Button.tsx';
import { Field } from '../../components/Field.tsx';
import { Problem } from '../../components/states.tsx';
import { TypedDelete } from '../../components/TypedDelete.tsx';
import { formatDay } from '../../format/time.ts';
import { DataExports } from '../organization/DataExports.tsx';
import '../organization/OrganizationPage.css';

/** What others see of the person, and the ways out. */
export const ProfilePage = () => {
  const { data: me } = useMe();
  const { signOut } = useSession();
  if (me === undefined) return null;
  return (
    <div className="page">
      <title>Your profile · Simsheet</title>
      <div className="page-head">
        <div>
          <h1>Your profile</h1>
          <p className="muted">
            {me.email && `${me.email} · `}here since {formatDay(me.createdAt)}
          </p>
        </div>
        <div className="page-actions">
          <Button onClick={() => void signOut()}>Sign out</Button>
        </div>
      </div>
      <Name key={me.name} me={me} />
      <section className="setting card" aria-labelledby="belongs">
        <h2 id="belongs">Your organizations</h2>
        <ul className="setting-body" aria-label="Your organizations">
          {me.organizations.map(({ organizationId, name, role }) => (
            <li key={organizationId}>
              <strong>{name}</strong> <span className="muted">as {role}</span>
            </li>
          ))}
        </ul>
      </section>
      <DataExports about="me">
        A copy of your profile, and of what you made in {organizationOf(me)}, in files that other programs read. Switch
        to another organization for what you made there.
      </DataExports>
      <Delete me={me} />
    </div>
  );
};

const Name = ({ me }: { me: Me }) => {
  const [name, type] = useState(me.name);
  const { mutate, isPending, error } = useRenameMe();
  const save = (event: FormEvent) => {
    event.preventDefault();
    mutate(name);
  };
  return (
    <form className="setting card" onSubmit={save}>
      <h2>Name</h2>
      <div className="setting-line">
        <Field label="Your name" hint="What others see you called.">
          {(control) => (
            <input
              {...control}
              autoComplete="name"
              maxLength={100}
              value={name}
              onChange={({ target }) => type(target.value)}
            />
          )}
        </Field>
      </div>
      {error && <Problem error={error} />}
      <div className="page-actions">
        <Button type="submit" disabled={isPending || name.trim() === '' || name.trim() === me.name}>
          Change name
        </Button>
      </div>
    </form>
  );
};

const Delete = ({ me }: { me: Me }) => {
  const { signOut } = useSession();
  const [isOpen, setOpen] = useState(false);
  const { mutate, isPending, error } = useDeleteMe();
  return (
    <section className="setting card" aria-labelledby="delete-me">
      <h2 id="delete-me">Delete your profile</h2>
      <p className="muted">
        You leave every organization. One to which nobody else belongs is deleted with all that is in it, and nobody can
        restore it. Signing in again makes a new profile that has nothing of this one.
      </p>
      <Button look="danger" onClick={() => setOpen(true)}>
        Delete my profile
      </Button>
      {isOpen && (
        <TypedDelete
          title="Delete your profile?"
          expected={me.email ?? me.name}
          submit="Delete my profile"
          isPending={isPending}
          error={inWords(error)}
          onSubmit={() => mutate(undefined, { onSuccess: () => void signOut() })}
          onClose={() => setOpen(false)}
        >
          It is done at once, and cannot be undone.
        </TypedDelete>
      )}
    </section>
  );
};

/** The same refusal as on leaving one organization says here that it is about another one. */
const inWords = (error: Error | null): Error | null =>
  error instanceof ApiError && error.code === 'last-owner'
    ? new Error('You are the only owner of an organization that has other members. Hand it over, or delete it, first.')
    : error;
