import type { AddressInfo } from 'node:net';
import { ensureBuild } from './server/build.ts';
import { readSettings } from './server/settings.ts';
import { createWebServer } from './server/webServer.ts';

/** Serves the page on this machine: `node web/server.ts`, or with `--dev` from the sources. See web/README.md. */
const start = async (): Promise<void> => {
  const settings = readSettings(process.env);
  const dev = process.argv.includes('--dev');
  if (!dev && (await ensureBuild())) console.log('Built the page.');
  const server = await createWebServer({ settings, dev });
  server.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    console.error(`Port ${settings.port} is taken. Choose another with the environment variable PORT.`);
    process.exit(1);
  });
  server.listen(settings.port, settings.host, () => {
    const { port } = server.address() as AddressInfo;
    console.log(`Simsheet is at http://${settings.host === '127.0.0.1' ? 'localhost' : settings.host}:${port}`);
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      server.close();
      server.closeAllConnections();
      // Vite's watcher would hold the process.
      process.exit(0);
    });
  }
};

try {
  await start();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
