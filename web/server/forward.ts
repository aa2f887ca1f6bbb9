import { type IncomingMessage, request as requestHttp, type ServerResponse } from 'node:http';
import { request as requestHttps } from 'node:https';

/** What is the API's; everything else is the page's. */
const forwardedPaths = [/^\/api(\/|$)/, /^\/gateway(\/|$)/, /^\/enterprise(\/|$)/];

export const isForwarded = (pathname: string): boolean => forwardedPaths.some((pattern) => pattern.test(pathname));

// These describe one connection, not the message (RFC 9110, 7.6.1). `expect` is answered by this server already.
const perConnection = new Set([
  'connection',
  'expect',
  'host',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const messageHeaders = (message: IncomingMessage): Record<string, string[]> => {
  const named = (message.headers.connection ?? '').toLowerCase().split(/\s*,\s*/);
  return Object.fromEntries(
    Object.entries(message.headersDistinct).flatMap(([name, values]) =>
      values === undefined || perConnection.has(name) || named.includes(name) ? [] : [[name, values]],
    ),
  );
};

/**
 * Passes a request on to the API and its answer back: method, path, query and headers as they came, both bodies as
 * streams. A connection is made for every request, so that an API which went away and came back is simply there again.
 */
export const forward = (apiUrl: URL, request: IncomingMessage, response: ServerResponse): void => {
  const target = new URL(apiUrl);
  const send = target.protocol === 'https:' ? requestHttps : requestHttp;
  const outgoing = send(
    {
      protocol: target.protocol,
      hostname: target.hostname.replace(/^\[|\]$/g, ''),
      port: target.port,
      path: target.pathname.replace(/\/$/, '') + (request.url ?? '/'),
      method: request.method,
      headers: messageHeaders(request),
      agent: false,
    },
    (incoming) => {
      response.writeHead(incoming.statusCode ?? 502, messageHeaders(incoming));
      incoming.pipe(response);
      incoming.on('error', () => response.destroy());
    },
  );
  outgoing.on('error', (error: NodeJS.ErrnoException) => {
    if (response.headersSent) response.destroy();
    else unreachable(apiUrl, request, response, error.code ?? error.message);
  });
  response.on('close', () => {
    if (!response.writableFinished) outgoing.destroy();
  });
  request.pipe(outgoing);
};

const unreachable = (apiUrl: URL, request: IncomingMessage, response: ServerResponse, cause: string): void => {
  const body = {
    type: 'urn:simsheet:problem:api-unreachable',
    title: 'Bad answer from a service',
    status: 502,
    detail: `The API at ${apiUrl.origin} does not answer (${cause}). "npm run status" tells what is down and "npm start" brings it up; the page goes on by itself once it is back.`,
    instance: new URL(request.url ?? '/', 'http://page').pathname,
  };
  response.writeHead(502, { 'content-type': 'application/problem+json', 'retry-after': '3', connection: 'close' });
  response.end(JSON.stringify(body));
  // What is left of an upload is read and dropped, or the browser would report a broken connection, not this answer.
  request.unpipe();
  request.resume();
};
