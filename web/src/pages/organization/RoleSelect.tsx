import type { RoleView } from '../../api/schemas.ts';
import { Field } from '../../components/Field.tsx';
import { summaryOf } from './giving.ts';

interface RoleSelectProps {
  offered: readonly RoleView[];
  chosen: string;
  onChange: (role: string) => void;
}

export const RoleSelect = ({ offered, chosen, onChange }: RoleSelectProps) => {
  const role = offered.find(({ name }) => name === chosen);
  return (
    <Field label="Role" hint={role && summaryOf(role)}>
      {(control) => (
        <select {...control} value={chosen} onChange={({ target }) => onChange(target.value)}>
          {offered.map(({ name }) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
};
