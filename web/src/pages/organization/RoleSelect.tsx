import type { Permission, RoleView } from '../../api/schemas.ts';
import { Field } from '../../components/Field.tsx';
import { mayGive, summaryOf } from './giving.ts';

interface RoleSelectProps {
  roles: readonly RoleView[];
  /** Of who gives: roles beyond that are not offered. */
  held: readonly Permission[];
  role: string;
  onChange: (role: string) => void;
}

export const RoleSelect = ({ roles, held, role, onChange }: RoleSelectProps) => {
  const offered = roles.filter((each) => mayGive(held, each));
  const chosen = offered.find(({ name }) => name === role);
  return (
    <Field label="Role" hint={chosen && summaryOf(chosen)}>
      {(control) => (
        <select {...control} value={role} onChange={({ target }) => onChange(target.value)}>
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
