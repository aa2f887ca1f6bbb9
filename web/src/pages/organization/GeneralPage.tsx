import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { useChooseOrganization } from '../../api/ApiProvider.tsx';
import { organizationOf, useMay, useMe } from '../../api/account.ts';
import {
  useDeleteOrganization,
  useLeaveOrganization,
  useOrganization,
  useRenameOrganization,
} from '../../api/organization.ts';
import { Button } from '../../components/Button.tsx';
import { Field } from '../../components/Field.tsx';
import { FormDialog } from '../../components/FormDialog.tsx';
import { Problem } from '../../components/states.tsx';
import { TypedDelete } from '../../components/TypedDelete.tsx';
import { DataExports } from './DataExports.tsx';

/** What the organization is called, and the ways out of it. */
export const GeneralPage = () => {
  const may = useMay();
  const { data: me } = useMe();
  const { data: organization } = useOrganization();
  if (me === undefined) return null;
  const name = organizationOf(me);
  return (
    <>
      {may('organization:write') && <Name key={name} name={name} />}
      {may('organization:export') && (
        <DataExports about="organization">
          A copy of everything that is kept of {name}, what is private to its members included, in files that other
          programs read.
        </DataExports>
      )}
      <Leave name={name} isAlone={organization?.members === 1} />
      {may('organization:delete') && organization?.deletesAt === null && <Delete name={name} />}
    </>
  );
};

const Name = ({ name }: { name: string }) => {
  const [typed, type] = useState(name);
  const { mutate, isPending, error } = useRenameOrganization();
  const save = (event: FormEvent) => {
    event.preventDefault();
    mutate(typed);
  };
  return (
    <form className="setting card" onSubmit={save}>
      <h2>Name</h2>
      <div className="setting-line">
        <Field label="Organization name" hint="What its members see it called.">
          {(control) => (
            <input {...control} value={typed} maxLength={100} onChange={({ target }) => type(target.value)} />
          )}
        </Field>
      </div>
      {error && <Problem error={error} />}
      <div className="page-actions">
        <Button type="submit" disabled={isPending || typed.trim() === '' || typed.trim() === name}>
          Rename
        </Button>
      </div>
    </form>
  );
};

const Leave = ({ name, isAlone }: { name: string; isAlone: boolean }) => {
  const [isOpen, setOpen] = useState(false);
  const navigate = useNavigate();
  const choose = useChooseOrganization();
  const { mutate, isPending, error } = useLeaveOrganization();
  const leave = () =>
    mutate(undefined, {
      onSuccess: async () => {
        await navigate('/');
        choose(undefined);
      },
    });
  return (
    <section className="setting card" aria-labelledby="leave">
      <h2 id="leave">Leave</h2>
      {isAlone ? (
        <p className="muted">
          Nobody else belongs to this organization, so nobody could look after it. Invite somebody and hand it over
          first, under Members, or delete it.
        </p>
      ) : (
        <>
          <p className="muted">
            You see nothing of {name} any more, and your API keys stop working. What you made stays with the others.
          </p>
          <Button look="danger" onClick={() => setOpen(true)}>
            Leave {name}
          </Button>
        </>
      )}
      {isOpen && (
        <FormDialog
          title={`Leave ${name}?`}
          submit="Leave"
          look="danger"
          isPending={isPending}
          error={error}
          onSubmit={leave}
          onClose={() => setOpen(false)}
        >
          <p className="muted">To come back, you need a new invitation.</p>
        </FormDialog>
      )}
    </section>
  );
};

const Delete = ({ name }: { name: string }) => {
  const [isOpen, setOpen] = useState(false);
  const { mutate, isPending, error } = useDeleteOrganization();
  return (
    <section className="setting card" aria-labelledby="delete">
      <h2 id="delete">Delete</h2>
      <p className="muted">
        An owner has some weeks to think again, and sees here until when. Then its workbooks, simulations, results and
        keys are erased, for everybody and for good.
      </p>
      <Button look="danger" onClick={() => setOpen(true)}>
        Delete {name}
      </Button>
      {isOpen && (
        <TypedDelete
          title={`Delete ${name}?`}
          expected={name}
          submit="Delete organization"
          isPending={isPending}
          error={error}
          onSubmit={() => mutate(undefined, { onSuccess: () => setOpen(false) })}
          onClose={() => setOpen(false)}
        >
          Everything in it goes, for all its members. Until the date that you see next, an owner can restore it.
        </TypedDelete>
      )}
    </section>
  );
};
