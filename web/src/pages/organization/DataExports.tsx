import { type ReactNode, useState } from 'react';
import { type About, useDataExportFiles, useDataExports, useRequestDataExport } from '../../api/dataExports.ts';
import type { DataExportSummary } from '../../api/schemas.ts';
import { Button } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { Loaded, Problem } from '../../components/states.tsx';
import { formatBytes } from '../../format/number.ts';
import { formatDate } from '../../format/time.ts';
import './DataExports.css';

interface DataExportsProps {
  about: About;
  /** What is in one. */
  children: ReactNode;
}

/** Copies of all data: asks for one, and has their files. */
export const DataExports = ({ about, children }: DataExportsProps) => {
  const query = useDataExports(about);
  const { mutate, isPending, error } = useRequestDataExport(about);
  const isWriting = query.data?.exports.some(({ status }) => status === 'PENDING') ?? false;
  return (
    <section className="setting card" aria-labelledby={`export-${about}`}>
      <h2 id={`export-${about}`}>Export</h2>
      <p className="muted">{children} It takes seconds to minutes, and can be fetched for seven days.</p>
      {error && <Problem error={error} />}
      <Button disabled={isPending || isWriting} onClick={() => mutate()}>
        <Icon name="download" />
        {isWriting ? 'One is being written…' : about === 'me' ? 'Export my data' : 'Export all data'}
      </Button>
      <Loaded query={query} label="Loading the exports">
        {({ exports }) =>
          exports.length > 0 && (
            <ul className="exports" aria-label="Exports">
              {exports.map((each) => (
                <li key={each.exportId}>
                  <Export about={about} summary={each} />
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
};

const Export = ({ about, summary }: { about: About; summary: DataExportSummary }) => {
  const [isOpen, setOpen] = useState(false);
  const { exportId, status, createdAt, expiresAt, services } = summary;
  return (
    <>
      <div className="export">
        <span>{formatDate(createdAt)}</span>
        <StatusBadge status={status} />
        <span className="muted">{told(summary)}</span>
        {status === 'READY' && (
          <Button
            look="quiet"
            aria-expanded={isOpen}
            aria-label={`Files of the export of ${formatDate(createdAt)}`}
            title={`Until ${formatDate(expiresAt)}`}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? 'Hide its files' : 'Show its files'}
          </Button>
        )}
      </div>
      {isOpen && services.length > 0 && <Files about={about} exportId={exportId} />}
    </>
  );
};

const told = ({ status, services }: DataExportSummary): string => {
  const ready = services.filter((each) => each.status === 'READY');
  if (status === 'PENDING') return `${ready.length} of ${services.length} parts`;
  if (status === 'FAILED') return 'Some part of it was not written. Ask for another one.';
  if (status === 'EXPIRED') return 'Its files are gone.';
  return formatBytes(ready.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0));
};

const Files = ({ about, exportId }: { about: About; exportId: string }) => {
  const query = useDataExportFiles(about, exportId);
  return (
    <Loaded query={query} label="Loading its files">
      {({ pages }) => (
        <>
          <ul className="export-files" aria-label="Files">
            {pages
              .flatMap(({ files }) => files)
              .map(({ name, bytes, url }) => (
                <li key={name}>
                  <a href={url} download={name.replaceAll('/', '-')}>
                    {name}
                  </a>
                  <span className="muted">{formatBytes(bytes)}</span>
                </li>
              ))}
          </ul>
          {query.hasNextPage && (
            <Button disabled={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              {query.isFetchingNextPage ? 'Loading…' : 'Show more of its files'}
            </Button>
          )}
        </>
      )}
    </Loaded>
  );
};
