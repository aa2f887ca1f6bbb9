import { type FormEvent, useState } from 'react';
import { useNavigate } from 'react-router';
import { useSwitchOrganization } from '../../api/account.ts';
import { useCreateOrganization } from '../../api/organization.ts';
import { Button } from '../../components/Button.tsx';
import { Field } from '../../components/Field.tsx';
import { Problem } from '../../components/states.tsx';
import './OrganizationPage.css';

export const NewOrganizationPage = () => {
  const navigate = useNavigate();
  const switchTo = useSwitchOrganization();
  const [name, type] = useState('');
  const { mutate, isPending, error } = useCreateOrganization();
  const create = (event: FormEvent) => {
    event.preventDefault();
    mutate(name, {
      onSuccess: async ({ organizationId }) => {
        await navigate('/organization/invitations');
        switchTo(organizationId);
      },
    });
  };
  return (
    <div className="page">
      <title>Create an organization · Simsheet</title>
      <div className="page-head">
        <div>
          <h1>Create an organization</h1>
          <p className="muted">
            For work that you share: whom you invite sees its workbooks and simulations, and none of your other
            organizations.
          </p>
        </div>
      </div>
      <form className="setting card" onSubmit={create}>
        <div className="setting-line">
          <Field label="Organization name" hint="What its members see it called.">
            {(control) => (
              <input
                {...control}
                required
                maxLength={100}
                autoComplete="off"
                value={name}
                onChange={({ target }) => type(target.value)}
              />
            )}
          </Field>
        </div>
        {error && <Problem error={error} />}
        <div className="page-actions">
          <Button type="submit" look="primary" disabled={isPending || name.trim() === ''}>
            Create it
          </Button>
        </div>
      </form>
    </div>
  );
};
