import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ExternalService {
  url: string;
  /** What came, health checks apart. */
  seen: Pick<IncomingMessage, 'method' | 'url' | 'headers'>[];
  /** How it answers from now on. */
  behave(answer: Behaviour): void;
  close(): void;
}

export type Behaviour = (response: ServerResponse, request: IncomingMessage) => void;

export const answersWell: Behaviour = (response) =>
  void response.setHeader('content-type', 'application/json').end(JSON.stringify({ from: 'outside' }));

/** A service of somebody else's on this machine, which answers under our paths and can be told to misbehave. */
export const externalService = async (): Promise<ExternalService> => {
  const seen: ExternalService['seen'] = [];
  let behaviour = answersWell;
  const server = createServer((request, response) => {
    if (request.url === '/health') {
      response.end();
      return;
    }
    seen.push({ method: request.method, url: request.url, headers: request.headers });
    behaviour(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    behave: (answer) => {
      behaviour = answer;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};
