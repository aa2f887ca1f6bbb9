import { type ReactNode, useId } from 'react';
import './Field.css';

interface FieldProps {
  label: string;
  hint?: ReactNode;
  /** What is wrong with the value; read out with the field. */
  problems?: readonly string[];
  className?: string;
  /** The control, given the attributes that tie it to its label, hint and problems. */
  children: (control: { id: string; 'aria-describedby'?: string; 'aria-invalid'?: true }) => ReactNode;
}

export const Field = ({ label, hint, problems = [], className = '', children }: FieldProps) => {
  const id = useId();
  const described = [hint && `${id}-hint`, problems.length > 0 && `${id}-problem`].filter(Boolean).join(' ');
  return (
    <div className={`field ${className}`}>
      <label htmlFor={id}>{label}</label>
      {children({
        id,
        ...(described && { 'aria-describedby': described }),
        ...(problems.length > 0 && { 'aria-invalid': true as const }),
      })}
      {hint && (
        <p id={`${id}-hint`} className="field-hint">
          {hint}
        </p>
      )}
      {problems.length > 0 && (
        <p id={`${id}-problem`} className="field-problem" role="alert">
          {problems.join(' ')}
        </p>
      )}
    </div>
  );
};
