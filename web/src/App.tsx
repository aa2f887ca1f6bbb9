import { useMemo } from 'react';
import { createBrowserRouter, RouterProvider } from 'react-router';
import { ApiProvider } from './api/ApiProvider.tsx';
import { SessionProvider, useSession } from './auth/SessionProvider.tsx';
import type { PageConfig } from './config.ts';
import { routes } from './routes.tsx';
import { ModeContext } from './shell/mode.ts';

const watchEveryMs = { local: 5000, cloud: 60_000 } as const;

export const App = ({ config }: { config: PageConfig }) => (
  <ModeContext value={config.mode}>
    <SessionProvider config={config}>
      <Pages watchEveryMs={watchEveryMs[config.mode]} />
    </SessionProvider>
  </ModeContext>
);

const Pages = ({ watchEveryMs }: { watchEveryMs: number }) => {
  const { tokens } = useSession();
  const router = useMemo(() => createBrowserRouter(routes), []);
  return (
    <ApiProvider tokens={tokens} watchEveryMs={watchEveryMs}>
      <RouterProvider router={router} />
    </ApiProvider>
  );
};
