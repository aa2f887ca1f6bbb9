import { type FormEvent, type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { Button } from './Button.tsx';
import { Problem } from './states.tsx';
import './FormDialog.css';

interface FormDialogProps {
  title: string;
  /** The fields, and what they are about. */
  children: ReactNode;
  submit: string;
  look?: 'primary' | 'danger';
  isPending: boolean;
  /** For what cannot be sent as it stands. */
  disabled?: boolean;
  error: Error | null;
  onSubmit: () => void;
  onClose: () => void;
}

/** A question over the page; it is there while it is drawn, and gives the focus back when it goes. */
export const FormDialog = (props: FormDialogProps) => {
  const { title, children, submit, look = 'primary', isPending, disabled = false, error, onSubmit, onClose } = props;
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);
  const send = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <dialog
      ref={dialog}
      className="dialog form-dialog"
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <form onSubmit={send}>
        <h2 id={id}>{title}</h2>
        {children}
        {error && <Problem error={error} />}
        <div className="page-actions">
          <Button type="submit" look={look} disabled={isPending || disabled}>
            {submit}
          </Button>
          <Button onClick={onClose}>Cancel</Button>
        </div>
      </form>
    </dialog>
  );
};
