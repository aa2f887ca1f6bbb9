import { useRouteError } from 'react-router';
import { Problem } from '../components/states.tsx';
import { Brand } from './Shell.tsx';

/** For a page that could not be loaded (a new version was deployed, the server is away) or broke. */
export const PageError = () => {
  const error = useRouteError();
  return (
    <main className="page">
      <Brand />
      <h1>This page could not be shown</h1>
      <Problem error={error} onRetry={() => location.reload()} />
    </main>
  );
};
