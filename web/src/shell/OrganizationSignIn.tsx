import { useState } from 'react';
import { useSession } from '../auth/SessionProvider.tsx';
import { findSignOn } from '../auth/signOn.ts';
import { Button } from '../components/Button.tsx';
import { Field } from '../components/Field.tsx';
import { FormDialog } from '../components/FormDialog.tsx';

/** For people whose organization has a sign-on of its own: their e-mail address says which. */
export const OrganizationSignIn = () => {
  const { signIn } = useSession();
  const [isOpen, setOpen] = useState(false);
  const [email, type] = useState('');
  const [state, setState] = useState<'idle' | 'leaving' | Error>('idle');
  const leave = async () => {
    setState('leaving');
    try {
      await signIn(await findSignOn(email));
    } catch (error) {
      setState(error instanceof Error ? error : new Error(String(error)));
    }
  };
  return (
    <>
      <Button look="quiet" onClick={() => setOpen(true)}>
        Sign in with your organization
      </Button>
      {isOpen && (
        <FormDialog
          title="Sign in with your organization"
          submit="Go on"
          isPending={state === 'leaving'}
          disabled={!email.includes('@')}
          error={state instanceof Error ? state : null}
          onSubmit={() => void leave()}
          onClose={() => setOpen(false)}
        >
          <Field label="E-mail address" hint="You go on to the sign-in of your company, if it has set one up here.">
            {(control) => (
              <input
                {...control}
                type="email"
                autoComplete="email"
                value={email}
                onChange={({ target }) => type(target.value)}
              />
            )}
          </Field>
        </FormDialog>
      )}
    </>
  );
};
