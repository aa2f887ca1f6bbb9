import type { ReactNode } from 'react';
import { ApiError } from '../api/errors.ts';
import { Button } from './Button.tsx';
import { Icon } from './Icon.tsx';
import './states.css';

/** Appears only after a moment, so that quick answers do not flicker. */
export const Loading = ({ label }: { label: string }) => (
  <div className="loading" role="status">
    <span className="spinner" aria-hidden="true" />
    {label}…
  </div>
);

interface ProblemProps {
  error: unknown;
  onRetry?: () => void;
}

/** Why something failed, what to do about it, and the number to quote when asking for help. */
export const Problem = ({ error, onRetry }: ProblemProps) => {
  const known = error instanceof ApiError ? error : undefined;
  return (
    <div className="problem" role="alert">
      <Icon name="warning" size={20} />
      <div>
        <strong>{known?.title ?? 'Something went wrong'}</strong>
        <p>{error instanceof Error ? error.message : String(error)}</p>
        {known?.errors && known.errors.length > 0 && (
          <ul className="problem-list">
            {known.errors.map(({ pointer, detail }) => (
              <li key={pointer + detail}>{detail}</li>
            ))}
          </ul>
        )}
        {known?.correlationId && (
          <p className="small muted">
            Reference <code>{known.correlationId}</code>
          </p>
        )}
        {onRetry && (
          <Button onClick={onRetry} className="problem-retry">
            <Icon name="repeat" />
            Try again
          </Button>
        )}
      </div>
    </div>
  );
};

interface EmptyProps {
  title: string;
  children: ReactNode;
  action?: ReactNode;
  art?: ReactNode;
}

export const Empty = ({ title, children, action, art }: EmptyProps) => (
  <div className="empty card">
    {art}
    <h2>{title}</h2>
    <p className="muted">{children}</p>
    {action}
  </div>
);

interface LoadedProps<Data> {
  query: { data: Data | undefined; error: Error | null; refetch: () => unknown };
  label: string;
  children: (data: Data) => ReactNode;
}

/** What was loaded stays while a later look fails: the connection banner tells about that. */
export const Loaded = <Data,>({ query, label, children }: LoadedProps<Data>) => {
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <Problem error={query.error} onRetry={() => void query.refetch()} />;
  return <Loading label={label} />;
};
