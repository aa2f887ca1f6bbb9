import { useState } from 'react';
import { useMakeKey, useRotateKey } from '../../api/keys.ts';
import { type KeyView, keyPermissions, type Me, type Permission } from '../../api/schemas.ts';
import { Field } from '../../components/Field.tsx';
import { FormDialog } from '../../components/FormDialog.tsx';
import { PermissionPicker } from './PermissionPicker.tsx';

/** A key with what it is used by, while that can be seen. */
export interface ShownKey {
  keyId: string;
  name: string;
  secret: string;
}

interface DialogProps {
  onMade: (made: ShownKey) => void;
  onClose: () => void;
}

const dayMs = 86_400_000;

const lives = [
  [7, 'in a week'],
  [30, 'in 30 days'],
  [90, 'in 90 days'],
  // An hour less than the most that a key may live, for a clock that is ahead.
  [365 - 1 / 24, 'in a year'],
] as const;

/** The main job: from a workbook to its results. */
const usual: readonly Permission[] = [
  'file:read',
  'file:write',
  'simulation:start',
  'simulation:read',
  'result:read',
  'result:export',
];

export const MakeKey = ({ me, onMade, onClose }: DialogProps & { me: Me }) => {
  const offered = keyPermissions.filter((permission) => me.permissions.includes(permission));
  const [name, type] = useState('');
  const [days, chooseDays] = useState<number>(90);
  const [chosen, choose] = useState<Permission[]>(usual.filter((permission) => offered.includes(permission)));
  const { mutate, isPending, error } = useMakeKey();
  const make = () =>
    mutate(
      { name, permissions: chosen, expiresAt: new Date(Date.now() + days * dayMs).toISOString() },
      {
        onSuccess: ({ keyId, name, secret }) => {
          if (secret !== null) onMade({ keyId, name, secret });
          onClose();
        },
      },
    );
  return (
    <FormDialog
      title="Make an API key"
      submit="Make key"
      isPending={isPending}
      disabled={chosen.length === 0}
      error={error}
      onSubmit={make}
      onClose={onClose}
    >
      <Field label="Key name" hint="Where it is used, such as nightly plan.">
        {(control) => (
          <input
            {...control}
            required
            maxLength={100}
            autoComplete="off"
            value={name}
            onChange={({ target }) => type(target.value)}
          />
        )}
      </Field>
      <PermissionPicker legend="It may" offered={offered} chosen={chosen} onChange={choose} />
      <Field label="Expires">
        {(control) => (
          <select {...control} value={days} onChange={({ target }) => chooseDays(Number(target.value))}>
            {lives.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        )}
      </Field>
    </FormDialog>
  );
};

const overlaps = [
  [0, 'stops at once'],
  [1, 'works for another hour'],
  [24, 'works for another day'],
  [168, 'works for another week'],
] as const;

export const RotateKey = ({ apiKey, onMade, onClose }: DialogProps & { apiKey: KeyView }) => {
  const [hours, choose] = useState<number>(24);
  const { mutate, isPending, error } = useRotateKey(apiKey.keyId);
  const rotate = () =>
    mutate(hours, {
      onSuccess: ({ keyId, name, secret }) => {
        if (secret !== null) onMade({ keyId, name, secret });
        onClose();
      },
    });
  return (
    <FormDialog
      title={`Rotate the key ${apiKey.name}?`}
      submit="Make it anew"
      isPending={isPending}
      error={error}
      onSubmit={rotate}
      onClose={onClose}
    >
      <p className="muted">
        A new key takes its place, with the same permissions and as long a life. Both work until you have changed the
        scripts that use it.
      </p>
      <Field label="The key of today">
        {(control) => (
          <select {...control} value={hours} onChange={({ target }) => choose(Number(target.value))}>
            {overlaps.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        )}
      </Field>
    </FormDialog>
  );
};
