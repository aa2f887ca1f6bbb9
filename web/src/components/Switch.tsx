import { useId } from 'react';
import './Switch.css';

interface SwitchProps<Name extends string> {
  legend: string;
  choices: readonly (readonly [name: Name, label: string])[];
  chosen: Name;
  onChoose: (name: Name) => void;
}

/** One of a few views of the same thing. */
export const Switch = <Name extends string>({ legend, choices, chosen, onChoose }: SwitchProps<Name>) => {
  const group = useId();
  return (
    <fieldset className="switch">
      <legend className="visually-hidden">{legend}</legend>
      {choices.map(([name, label]) => (
        <label key={name}>
          <input type="radio" name={group} checked={chosen === name} onChange={() => onChoose(name)} />
          {label}
        </label>
      ))}
    </fieldset>
  );
};
