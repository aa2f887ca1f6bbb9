import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, resolve, sep } from 'node:path';

const contentTypes: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
  '.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** Sends the file at `pathname` under `folder`, with more headers where given. Answers false, having sent nothing, when there is none. */
export const sendFile = async (
  folder: string,
  pathname: string,
  request: IncomingMessage,
  response: ServerResponse,
  headers: Readonly<Record<string, string>> = {},
): Promise<boolean> => {
  const path = pathUnder(folder, pathname);
  if (path === undefined) return false;
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return false;
  const etag = `W/"${found.size.toString(36)}-${found.mtimeMs.toString(36)}"`;
  const isKnown = request.headers['if-none-match'] === etag;
  response.writeHead(isKnown ? 304 : 200, {
    'content-type': contentTypes[extname(path)] ?? 'application/octet-stream',
    ...(isKnown ? {} : { 'content-length': found.size }),
    // The build names these after their content.
    'cache-control': pathname.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
    etag,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'x-frame-options': 'DENY',
    ...headers,
  });
  if (request.method === 'HEAD' || isKnown) {
    response.end();
  } else {
    const stream = createReadStream(path);
    stream.on('error', () => response.destroy());
    response.on('close', () => stream.destroy());
    stream.pipe(response);
  }
  return true;
};

/** The file's path, or undefined for one that leaves the folder, is hidden or is not well-formed. */
const pathUnder = (folder: string, pathname: string): string | undefined => {
  try {
    const decoded = decodeURIComponent(pathname);
    if (decoded.includes('\0') || decoded.split(/[/\\]/).some((part) => part.startsWith('.'))) return undefined;
    const path = resolve(join(folder, decoded));
    return path.startsWith(resolve(folder) + sep) ? path : undefined;
  } catch {
    return undefined;
  }
};
