import { useState } from 'react';
import { useSession } from '../auth/SessionProvider.tsx';
import { Button } from '../components/Button.tsx';
import { Problem } from '../components/states.tsx';

/** Goes to the issuer's pages; says so when they cannot be reached. */
export const SignInButton = ({ label = 'Sign in' }: { label?: string }) => {
  const { signIn } = useSession();
  const [state, setState] = useState<'idle' | 'leaving' | Error>('idle');
  const leave = async () => {
    setState('leaving');
    try {
      await signIn();
    } catch (error) {
      setState(new Error(`The sign-in page cannot be reached (${error instanceof Error ? error.message : error}).`));
    }
  };
  return (
    <>
      {state instanceof Error && <Problem error={state} />}
      <Button look="primary" disabled={state === 'leaving'} onClick={() => void leave()}>
        {label}
      </Button>
    </>
  );
};
