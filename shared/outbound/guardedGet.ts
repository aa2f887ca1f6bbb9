import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isPublicAddress, literalAddress, publicLookup } from './publicAddress.ts';

export interface GuardSettings {
  /** On a developer's machine an issuer has a private address, and no certificate. */
  allowPrivate: boolean;
}

export type GuardedGet = (
  address: string,
  headers?: Record<string, string>,
  signal?: AbortSignal,
) => Promise<{ status: number; body: string }>;

const timeoutMs = 3000;
const mostBytes = 256 * 1024;

/**
 * Gets what is at an address that somebody gave us: over TLS, in 3 s and 256 kB, from no address of our own network. The
 * address that the name leads to is checked when the connection is made. A redirect is not followed: it is an answer like any.
 */
export const guardedGet =
  ({ allowPrivate }: GuardSettings): GuardedGet =>
  (address, headers = {}, signal) =>
    new Promise((resolve, reject) => {
      const url = new URL(address);
      const objection = allowPrivate ? null : objectionToAsking(url);
      if (objection !== null) return reject(new Error(objection));
      const limit = AbortSignal.timeout(timeoutMs);
      const options = {
        headers: { accept: 'application/json', ...headers },
        signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
        ...(allowPrivate ? {} : { lookup: publicLookup }),
      };
      const request = (url.protocol === 'https:' ? httpsRequest : httpRequest)(url, options, (response) => {
        const parts: Buffer[] = [];
        let bytes = 0;
        response.on('error', reject);
        response.on('data', (part: Buffer) => {
          bytes += part.length;
          if (bytes <= mostBytes) parts.push(part);
          else response.destroy(new Error(`its answer has over ${mostBytes / 1024} kB`));
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString('utf8') }),
        );
      });
      request.on('error', (error) => reject(limit.aborted ? new Error(`no answer in ${timeoutMs / 1000} s`) : error));
      request.end();
    });

const objectionToAsking = (url: URL): string | null => {
  if (url.protocol !== 'https:') return 'an address begins with https://';
  if (url.username !== '' || url.password !== '') return 'an address holds no credentials';
  const literal = literalAddress(url);
  return literal !== null && !isPublicAddress(literal) ? `${literal} is a private address` : null;
};
