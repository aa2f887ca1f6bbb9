import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { inject } from 'vitest';
import { clientId, resource } from '../../localstack/oidc/keys.ts';
import { freePort } from '../../localstack/ports.ts';

const server = join(import.meta.dirname, '..', '..', 'localstack', 'oidc', 'server.ts');

/** A company's own OpenID provider, which knows the demo people and lets the web page sign them in. */
export const startIssuer = async () => {
  const port = await freePort(19_290);
  const keys = await mkdtemp(join(tmpdir(), 'simsheet-issuer-'));
  const env = {
    ...process.env,
    PORT: String(port),
    HOST: '127.0.0.1',
    WEB_ORIGIN: new URL(inject('cloud').webUrl).origin,
    KEY_FOLDER: keys,
  };
  const child = spawn(process.execPath, [server], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  if (!(await says(child.stdout, 'The sign-in provider is at'))) throw new Error('the provider did not start');
  return {
    registration: { issuer: `http://localhost:${port}`, clientId, audience: resource },
    async stop() {
      child.kill();
      await rm(keys, { recursive: true });
    },
  };
};

const says = async (output: Readable, wanted: string): Promise<boolean> => {
  for await (const line of createInterface(output)) if (line.startsWith(wanted)) return true;
  return false;
};
