import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, importJWK, type JWK, SignJWT } from 'jose';
import * as z from 'zod';
import type { DemoPerson } from '../demo.ts';

export const algorithm = 'RS256';
export const clientId = 'simsheet-web';
/** A program that asks for tokens of its own; its secret protects nothing that whoever can use this machine has not. */
export const machineClient = { clientId: 'simsheet-machine', clientSecret: 'local-machine-secret' };
export const machineScope = 'simsheet/machine';
/** The audience of the access tokens. */
export const resource = 'urn:simsheet:api';
export const tokenSeconds = 3600;
/** Where an access token says which groups somebody belongs to. */
export const groupsClaim = 'groups';

const keyFile = (folder: string): string => join(folder, 'key.json');

const stored = z.looseObject({ kty: z.string(), kid: z.string(), n: z.string(), e: z.string(), d: z.string() });

/** The provider's private key, kept in `folder` so that tokens outlive the provider. Made if there is none. */
export const ensureKey = async (folder: string): Promise<JWK> => {
  const found = await readFile(keyFile(folder), 'utf8').catch(() => null);
  if (found !== null) return stored.parse(JSON.parse(found));
  const { privateKey } = await generateKeyPair(algorithm, { extractable: true });
  const key = { ...(await exportJWK(privateKey)), kid: 'local', alg: algorithm, use: 'sig' };
  await mkdir(folder, { recursive: true });
  await writeFile(keyFile(folder), JSON.stringify(key), { mode: 0o600 });
  return key;
};

/** An access token as the provider gives one to the web page after sign-in, for scripts on this machine. */
export const signAccessToken = async (
  folder: string,
  issuer: string,
  { email, groups }: DemoPerson,
): Promise<string> => {
  const key = await importJWK(stored.parse(JSON.parse(await readFile(keyFile(folder), 'utf8'))), algorithm);
  return new SignJWT({ client_id: clientId, scope: 'openid email profile', [groupsClaim]: groups })
    .setProtectedHeader({ alg: algorithm, kid: 'local', typ: 'at+jwt' })
    .setIssuer(issuer)
    .setSubject(email)
    .setAudience(resource)
    .setIssuedAt()
    .setExpirationTime(`${tokenSeconds}s`)
    .setJti(crypto.randomUUID())
    .sign(key);
};
