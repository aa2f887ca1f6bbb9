import { type ReactNode, useState } from 'react';
import { Field } from './Field.tsx';
import { FormDialog } from './FormDialog.tsx';

interface TypedDeleteProps {
  title: string;
  /** What is lost. */
  children: ReactNode;
  /** What has to be typed first, so that nobody deletes the wrong thing by habit. */
  expected: string;
  submit: string;
  isPending: boolean;
  error: Error | null;
  onSubmit: () => void;
  onClose: () => void;
}

/** A dialog that deletes what cannot be made again. */
export const TypedDelete = ({ children, expected, ...dialog }: TypedDeleteProps) => {
  const [typed, type] = useState('');
  return (
    <FormDialog look="danger" disabled={typed.trim() !== expected} {...dialog}>
      <p className="muted">{children}</p>
      <Field label={`Write “${expected}” to confirm`}>
        {(control) => (
          <input {...control} autoComplete="off" value={typed} onChange={({ target }) => type(target.value)} />
        )}
      </Field>
    </FormDialog>
  );
};
