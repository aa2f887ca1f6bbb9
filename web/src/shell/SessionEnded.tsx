import { useEffect, useRef } from 'react';
import { SignInButton } from './SignInButton.tsx';

/** Over an open page whose session ended. What was typed is kept in the tab and is there again after signing in. */
export const SessionEnded = () => {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby="session-ended"
      onCancel={(event) => event.preventDefault()}
    >
      <h2 id="session-ended">Your session has ended</h2>
      <p className="muted">Sign in again to go on where you were. What you entered on this page is kept.</p>
      <SignInButton label="Sign in again" />
    </dialog>
  );
};
