import { type ReactNode, useId, useRef } from 'react';
import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';
import { Problem } from './states.tsx';

interface ConfirmedDeleteProps {
  /** What the first button says, and to screen readers of which thing. */
  label: string;
  describedAs?: string;
  look?: 'danger' | 'quiet';
  title: string;
  /** What is lost. */
  children: ReactNode;
  confirm: string;
  isPending: boolean;
  error: Error | null;
  onConfirm: () => void;
}

/** A button that asks once more before it deletes. */
export const ConfirmedDelete = (props: ConfirmedDeleteProps) => {
  const { label, describedAs, look = 'danger', title, children, confirm, isPending, error, onConfirm } = props;
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      <Button look={look} aria-label={describedAs} onClick={() => dialog.current?.showModal()}>
        <Icon name="trash" />
        {label}
      </Button>
      <dialog ref={dialog} className="dialog" aria-labelledby={id}>
        <h2 id={id}>{title}</h2>
        <p className="muted">{children}</p>
        {error && <Problem error={error} />}
        <div className="page-actions">
          <Button look="danger" disabled={isPending} onClick={onConfirm}>
            {confirm}
          </Button>
          <Button onClick={() => dialog.current?.close()}>Keep it</Button>
        </div>
      </dialog>
    </>
  );
};
