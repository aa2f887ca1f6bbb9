import 'openapi-explorer/dist/browser/openapi-explorer.min.js';
import { useEffect, useRef } from 'react';
import { useSession } from '../../auth/SessionProvider.tsx';
import { Brand } from '../../shell/Shell.tsx';
import type { OpenApiExplorer } from './openapi-explorer.d.ts';
import './DocsPage.css';
import { widenNarrowTables } from './narrowTables.ts';

widenNarrowTables();

/** The reference of the API, for everybody; who is signed in tries an operation as themselves. */
export const DocsPage = () => {
  const explorer = useRef<OpenApiExplorer>(null);
  const { status, tokens } = useSession();

  useEffect(() => {
    const element = explorer.current;
    if (element === null || status !== 'signed-in') return;
    const bringToken = async () => {
      const token = await tokens.current();
      if (token !== undefined) await element.setAuthenticationConfiguration('accessToken', { token });
    };
    const onLoaded = () => void bringToken();
    element.addEventListener('spec-loaded', onLoaded);
    return () => element.removeEventListener('spec-loaded', onLoaded);
  }, [status, tokens]);

  return (
    <div className="docs">
      <title>API reference · Simsheet</title>
      <header className="header">
        <Brand />
        <a className="docs-file" href="/openapi.json">
          openapi.json
        </a>
      </header>
      <openapi-explorer
        ref={explorer}
        spec-url="/openapi.json"
        hide-server-selection="true"
        default-schema-tab="body"
      />
    </div>
  );
};
