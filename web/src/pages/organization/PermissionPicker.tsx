import type { Permission } from '../../api/schemas.ts';
import { grouped, nameOf } from './permissionNames.ts';
import './PermissionPicker.css';

interface PermissionPickerProps {
  legend: string;
  /** Those to choose from; what somebody lacks they cannot give, so it is left out. */
  offered: readonly Permission[];
  chosen: readonly Permission[];
  onChange: (chosen: Permission[]) => void;
}

export const PermissionPicker = ({ legend, offered, chosen, onChange }: PermissionPickerProps) => {
  const toggle = (permission: Permission, isChosen: boolean) =>
    onChange(offered.filter((each) => (each === permission ? isChosen : chosen.includes(each))));
  return (
    <fieldset className="permission-picker">
      <legend>{legend}</legend>
      {grouped(offered).map(({ title, permissions }) => (
        <div key={title}>
          <span className="small muted">{title}</span>
          {permissions.map((permission) => (
            <label key={permission}>
              <input
                type="checkbox"
                checked={chosen.includes(permission)}
                onChange={({ target }) => toggle(permission, target.checked)}
              />
              {nameOf(permission)}
            </label>
          ))}
        </div>
      ))}
    </fieldset>
  );
};
