import { useState } from 'react';
import { type AuditFilter, useAudit, useAuditCsv } from '../../api/audit.ts';
import { useMembers } from '../../api/organization.ts';
import type { AuditRecord, MemberView } from '../../api/schemas.ts';
import { Button } from '../../components/Button.tsx';
import { Field } from '../../components/Field.tsx';
import { Icon } from '../../components/Icon.tsx';
import { ScrollRegion } from '../../components/ScrollRegion.tsx';
import { Empty, Loaded, Problem } from '../../components/states.tsx';
import { formatDate } from '../../format/time.ts';
import './AuditPage.css';

const everything: AuditFilter = { from: '', to: '', actor: '', resource: '', outcome: '' };

const outcomes = { SUCCEEDED: 'done', REFUSED: 'refused', FAILED: 'failed' } as const;

/** Who did what here, refusals too. */
export const AuditPage = () => {
  const [filter, change] = useState(everything);
  const audit = useAudit(filter);
  const { data: known } = useMembers();
  const members = known?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <>
      <Filter filter={filter} members={members} onChange={change} />
      <Loaded query={audit} label="Loading the log">
        {({ pages }) => {
          const records = pages.flatMap(({ items }) => items);
          return (
            <>
              {records.length === 0 && !audit.hasNextPage ? (
                <Empty title="Nothing was done">That is so for what you ask. A record is here within seconds.</Empty>
              ) : (
                <Records records={records} members={members} />
              )}
              {audit.hasNextPage && (
                <div>
                  <Button disabled={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
                    {audit.isFetchingNextPage ? 'Loading…' : 'Show older ones'}
                  </Button>
                </div>
              )}
            </>
          );
        }}
      </Loaded>
    </>
  );
};

interface FilterProps {
  filter: AuditFilter;
  members: readonly MemberView[];
  onChange: (filter: AuditFilter) => void;
}

const Filter = ({ filter, members, onChange }: FilterProps) => {
  const set = (changes: Partial<AuditFilter>) => onChange({ ...filter, ...changes });
  const csv = useAuditCsv();
  const download = async () => {
    const blob = await csv.mutateAsync(filter).catch(() => undefined);
    if (blob === undefined) return;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = 'audit.csv';
    link.click();
    URL.revokeObjectURL(link.href);
  };
  return (
    <section className="setting card" aria-label="What to show">
      <div className="audit-filter">
        <Field label="From">
          {(control) => (
            <input
              {...control}
              type="date"
              value={filter.from}
              onChange={({ target }) => set({ from: target.value })}
            />
          )}
        </Field>
        <Field label="To">
          {(control) => (
            <input {...control} type="date" value={filter.to} onChange={({ target }) => set({ to: target.value })} />
          )}
        </Field>
        <Field label="Who">
          {(control) => (
            <select {...control} value={filter.actor} onChange={({ target }) => set({ actor: target.value })}>
              <option value="">Anybody</option>
              {members.map(({ userId, name }) => (
                <option key={userId} value={userId}>
                  {name}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label="Outcome">
          {(control) => (
            <select {...control} value={filter.outcome} onChange={({ target }) => set({ outcome: target.value })}>
              <option value="">Any</option>
              {Object.entries(outcomes).map(([value, label]) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label="On what">
          {(control) => (
            <input
              {...control}
              placeholder="An id, or a role's name"
              value={filter.resource}
              onChange={({ target }) => set({ resource: target.value })}
            />
          )}
        </Field>
      </div>
      {csv.error && <Problem error={csv.error} />}
      <Button disabled={csv.isPending} onClick={() => void download()}>
        <Icon name="download" />
        {csv.isPending ? 'Collecting…' : 'Download as CSV'}
      </Button>
    </section>
  );
};

const Records = ({ records, members }: { records: readonly AuditRecord[]; members: readonly MemberView[] }) => (
  <section className="card setting">
    <ScrollRegion label="Audit log">
      <table className="audit">
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Who</th>
            <th scope="col">What</th>
            <th scope="col">On what</th>
            <th scope="col">Outcome</th>
            <th scope="col">From</th>
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <tr key={record.auditId}>
              <td className="address">{formatDate(record.at)}</td>
              <td>
                {nameOf(record, members)}
                {record.actor.credential.kind === 'key' && <span className="small muted"> by API key</span>}
                {record.actor.credential.kind === 'operator' && (
                  <span className="audit-operator small muted">{record.actor.credential.id}</span>
                )}
              </td>
              <td>{inWords(record.action)}</td>
              <td>
                {record.resources.map((resource) => (
                  <code key={resource} className="audit-resource">
                    {resource}
                  </code>
                ))}
              </td>
              <td>
                <span className={record.outcome === 'SUCCEEDED' ? 'tag' : 'tag tag-warn'}>
                  {outcomes[record.outcome]}
                </span>
                {record.problem && <span className="small muted"> {record.problem}</span>}
              </td>
              <td className="small muted">{record.sourceIp}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  </section>
);

/** Of somebody who left, only the id is known here. */
const nameOf = ({ actor }: AuditRecord, members: readonly MemberView[]): string => {
  if (actor.credential.kind === 'operator') return 'Operator of the platform';
  return members.find(({ userId }) => userId === actor.userId)?.name ?? actor.userId ?? actor.credential.id;
};

/** "startSimulation" as "start simulation". */
const inWords = (operationId: string): string =>
  operationId.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
