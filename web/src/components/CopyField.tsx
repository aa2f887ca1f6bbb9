import { useRef, useState } from 'react';
import { Button } from './Button.tsx';
import { Field } from './Field.tsx';
import { Icon } from './Icon.tsx';
import './CopyField.css';

/** Something to take along: a link, a key. */
export const CopyField = ({ label, value }: { label: string; value: string }) => {
  const input = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState<'yes' | 'by-hand' | null>(null);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      setCopied('yes');
    } catch {
      // Not allowed here: it is selected, for the keyboard.
      input.current?.select();
      setCopied('by-hand');
    }
  };
  return (
    <div className="copy">
      <Field label={label} className="copy-value">
        {(control) => (
          <input {...control} ref={input} readOnly value={value} onFocus={({ target }) => target.select()} />
        )}
      </Field>
      <Button onClick={() => void copy()}>
        <Icon name={copied === 'yes' ? 'check' : 'copy'} />
        {copied === 'yes' ? 'Copied' : 'Copy'}
      </Button>
      <p className="visually-hidden" role="status">
        {copied === 'yes' && `${label} copied`}
        {copied === 'by-hand' && `${label} is selected: copy it by keyboard`}
      </p>
    </div>
  );
};
