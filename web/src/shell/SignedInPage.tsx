import { useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { useSession } from '../auth/SessionProvider.tsx';
import { Loading, Problem } from '../components/states.tsx';
import { SignInButton } from './SignInButton.tsx';

/** Where the issuer sends people back to with a code. */
export const SignedInPage = () => {
  const { completeSignIn } = useSession();
  const navigate = useNavigate();
  const [error, setError] = useState<unknown>();
  const started = useRef<boolean>(false);

  useEffect(() => {
    // A code is good for one use, and StrictMode runs effects twice.
    if (started.current) return;
    started.current = true;
    completeSignIn().then((returnTo) => navigate(returnTo, { replace: true }), setError);
  }, [completeSignIn, navigate]);

  if (error === undefined) return <Loading label="Signing in" />;
  return (
    <main className="page">
      <h1>Signing in did not work</h1>
      <Problem error={error} />
      <div>
        <SignInButton label="Sign in again" />
      </div>
    </main>
  );
};
