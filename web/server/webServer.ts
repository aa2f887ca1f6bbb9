import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { distFolder, rootFolder, viteConfigFile } from './build.ts';
import { forward, isForwarded } from './forward.ts';
import { contentSecurityPolicy, fileAddress } from './pageSecurity.ts';
import type { PageConfig, Settings } from './settings.ts';
import { sendFile } from './staticFiles.ts';

/** Answers with the page for whatever the other paths did not take. */
type PageHandler = (request: IncomingMessage, response: ServerResponse, pathname: string) => void | Promise<void>;

export interface WebServerOptions {
  settings: Pick<Settings, 'apiUrl' | 'config'>;
  /** Serve the sources through Vite, with hot reload, instead of the build. */
  dev?: boolean;
  /** Where the built page, the examples and the API's description are. */
  folders?: { dist: string; examples: string; docs: string };
}

/** The server of the page, not yet listening. */
export const createWebServer = async ({
  settings,
  dev = false,
  folders = defaultFolders,
}: WebServerOptions): Promise<Server> => {
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      console.error('The web server failed to answer', request.method, request.url, error);
      if (!response.headersSent) response.writeHead(500);
      response.end();
    });
  });
  const page = dev ? await vitePage(server) : builtPage(folders.dist, settings.config);

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = URL.parse(request.url ?? '/', 'http://page') ?? {};
    if (pathname === undefined) return sendText(response, 400, 'Bad request');
    if (isForwarded(pathname)) return forward(settings.apiUrl, request, response);
    if (request.method !== 'GET' && request.method !== 'HEAD') return sendText(response, 405, 'Method not allowed');
    if (pathname === '/healthz') return sendJson(response, { status: 'ok' });
    if (pathname === '/config.json') return sendJson(response, settings.config);
    if (pathname.startsWith('/examples/')) {
      const sent = await sendFile(folders.examples, pathname.slice('/examples'.length), request, response);
      return sent ? undefined : sendText(response, 404, 'Not found');
    }
    if (pathname === '/openapi.json') {
      const sent = await sendFile(folders.docs, pathname, request, response);
      return sent ? undefined : sendText(response, 404, 'Not found');
    }
    return page(request, response, pathname);
  };

  return server;
};

const defaultFolders = { dist: distFolder, examples: join(rootFolder, 'examples'), docs: join(rootFolder, 'docs') };

const builtPage = (dist: string, { issuer, metadataUrl = issuer }: PageConfig): PageHandler => {
  // A cloud on the same machine has no TLS, and signs uploads for its own address.
  const here = ['http://localhost:*', 'http://127.0.0.1:*'];
  const issuers = [issuer, metadataUrl].map((url) => new URL(url).origin);
  const headers = { 'content-security-policy': contentSecurityPolicy([...here, ...new Set(issuers)]) };
  return async (request, response, pathname) => {
    if (await sendFile(dist, pathname, request, response, headers)) return;
    // Addresses such as /simulations/sim_1 belong to the page's own router. A file that is not there is not found.
    const isPage = !fileAddress.test(pathname);
    if (isPage && (await sendFile(dist, '/index.html', request, response, headers))) return;
    sendText(response, 404, 'Not found');
  };
};

const vitePage = async (server: Server): Promise<PageHandler> => {
  const { createServer: createVite } = await import('vite');
  const vite = await createVite({
    configFile: viteConfigFile,
    appType: 'spa',
    server: { middlewareMode: true, hmr: { server } },
  });
  server.on('close', () => void vite.close());
  return (request, response) => vite.middlewares(request, response);
};

const sendJson = (response: ServerResponse, body: unknown): void => {
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
};

const sendText = (response: ServerResponse, status: number, text: string): void => {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(text);
};
