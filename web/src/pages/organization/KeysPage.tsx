import { useState } from 'react';
import { useMe } from '../../api/account.ts';
import { useKeys, useRevokeKey } from '../../api/keys.ts';
import { useMembers } from '../../api/organization.ts';
import type { KeyView, Me } from '../../api/schemas.ts';
import { Button } from '../../components/Button.tsx';
import { ConfirmedDelete } from '../../components/ConfirmedDelete.tsx';
import { CopyField } from '../../components/CopyField.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Empty, Loaded } from '../../components/states.tsx';
import { formatAgo, formatDate } from '../../format/time.ts';
import { MakeKey, RotateKey, type ShownKey } from './KeyDialogs.tsx';
import { nameOf } from './permissionNames.ts';

/** What scripts and pipelines sign in with. */
export const KeysPage = () => {
  const { data: me } = useMe();
  const keys = useKeys();
  const [dialog, open] = useState<'make' | KeyView | null>(null);
  const [shown, show] = useState<ShownKey | null>(null);
  if (me === undefined) return null;
  const mayMake = me.permissions.includes('key:write');
  return (
    <>
      <div className="part-head">
        <p className="muted">
          A script sends a key in the place of a sign-in. It works in this organization alone, on your behalf.
        </p>
        {mayMake && (
          <Button look="primary" onClick={() => open('make')}>
            <Icon name="plus" />
            Make a key
          </Button>
        )}
      </div>
      {shown !== null && <Secret {...shown} />}
      <Loaded query={keys} label="Loading API keys">
        {({ keys: all }) =>
          all.length === 0 ? (
            <Empty title="No API keys">
              {mayMake
                ? 'Make one to simulate from a script or a pipeline, where nobody signs in.'
                : 'Making API keys is not part of your role in this organization.'}
            </Empty>
          ) : (
            <ul className="entry-list card" aria-label="API keys">
              {all.map((key) => (
                <li key={key.keyId} className="entry">
                  <Key
                    apiKey={key}
                    me={me}
                    onRotate={() => open(key)}
                    onRevoked={() => shown?.keyId === key.keyId && show(null)}
                  />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      {dialog === 'make' && <MakeKey me={me} onMade={show} onClose={() => open(null)} />}
      {dialog !== null && dialog !== 'make' && <RotateKey apiKey={dialog} onMade={show} onClose={() => open(null)} />}
    </>
  );
};

/** The one time that it can be seen. */
const Secret = ({ name, secret }: ShownKey) => (
  <section className="once card" aria-label="New API key">
    <h2>Your key “{name}”</h2>
    <CopyField label="API key" value={secret} />
    <p className="small muted">
      Keep it where your pipeline keeps secrets: it is shown this once and not kept here. A script sends it as{' '}
      <code>Authorization: Bearer sk_sim_…</code>
    </p>
  </section>
);

interface KeyProps {
  apiKey: KeyView;
  me: Me;
  onRotate: () => void;
  onRevoked: () => void;
}

const Key = ({ apiKey, me, onRotate, onRevoked }: KeyProps) => {
  const { keyId, name, permissions, status, createdBy, createdAt, expiresAt, overlapUntil, lastUsedAt } = apiKey;
  const revoke = useRevokeKey();
  const isMine = createdBy === me.userId;
  const mayWrite = me.permissions.includes('key:write');
  const mayRevoke = mayWrite && (isMine || permissions.every((permission) => me.permissions.includes(permission)));
  return (
    <>
      <span className="entry-name">
        <strong>
          {name} {status === 'EXPIRED' && <span className="tag tag-warn">expired</span>}
        </strong>
        <details className="small muted">
          <summary>{permissions.length === 1 ? 'One permission' : `${permissions.length} permissions`}</summary>
          <ul>
            {permissions.map((permission) => (
              <li key={permission}>
                {nameOf(permission)} <code>{permission}</code>
              </li>
            ))}
          </ul>
        </details>
        <span className="small muted">
          made {formatAgo(createdAt)} {isMine ? 'by you' : <Maker userId={createdBy} />}
        </span>
      </span>
      <span className="entry-name small">
        <span>{lastUsedAt === null ? 'never used' : `last used ${formatAgo(lastUsedAt)}`}</span>
        <span className="muted">
          {status === 'EXPIRED' ? 'expired' : 'expires'} {formatAgo(expiresAt)}
        </span>
        {overlapUntil !== null && <span className="muted">the key before works until {formatDate(overlapUntil)}</span>}
      </span>
      {mayWrite && (
        <span className="entry-actions">
          {isMine && (
            <Button look="quiet" aria-label={`Rotate ${name}`} onClick={onRotate}>
              <Icon name="repeat" />
              Rotate
            </Button>
          )}
          {mayRevoke && (
            <ConfirmedDelete
              look="quiet"
              label="Revoke"
              describedAs={`Revoke ${name}`}
              title={`Revoke the key ${name}?`}
              confirm="Revoke key"
              isPending={revoke.isPending}
              error={revoke.error}
              onConfirm={() => revoke.mutate(keyId, { onSuccess: onRevoked })}
            >
              Whatever uses it is refused within five seconds. This cannot be undone.
            </ConfirmedDelete>
          )}
        </span>
      )}
    </>
  );
};

/** Only who may change members sees somebody else's keys. */
const Maker = ({ userId }: { userId: string }) => {
  const { data } = useMembers();
  const name = data?.pages.flatMap(({ items }) => items).find((member) => member.userId === userId)?.name;
  return <>by {name ?? 'somebody who left'}</>;
};
