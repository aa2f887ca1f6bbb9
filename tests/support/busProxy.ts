/** Stands between a relay and the bus, which it can make refuse. */
import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';

export type BusMood =
  | 'works'
  /** Every call fails. */
  | 'answers 503'
  /** Every entry is refused, each call answered with 200. */
  | 'throttles entries';

export interface BusProxy {
  url: string;
  mood: BusMood;
  /** Calls that it did not let through. */
  refused: number;
  close(): void;
}

export const busProxy = async (endpoint: string): Promise<BusProxy> => {
  const { hostname, port } = new URL(endpoint);
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    if (proxy.mood === 'works') {
      const { method, url: path, headers } = request;
      forward({ hostname, port, method, path, headers: { ...headers, host: `${hostname}:${port}` } }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      })
        .on('error', () => response.destroy())
        .end(body);
      return;
    }
    proxy.refused += 1;
    if (proxy.mood === 'answers 503') {
      response.writeHead(503).end();
      return;
    }
    const { Entries } = JSON.parse(body.toString()) as { Entries: unknown[] };
    const refusal = { ErrorCode: 'ThrottlingException', ErrorMessage: 'Rate exceeded' };
    response
      .writeHead(200, { 'content-type': 'application/x-amz-json-1.1' })
      .end(JSON.stringify({ FailedEntryCount: Entries.length, Entries: Entries.map(() => refusal) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: BusProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mood: 'works',
    refused: 0,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
  return proxy;
};
