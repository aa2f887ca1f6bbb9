import { createServer } from 'node:net';

const canListen = (port: number): Promise<number | null> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' || error.code === 'EACCES' ? resolve(null) : reject(error),
    );
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const found = typeof address === 'object' && address !== null ? address.port : port;
      server.close(() => resolve(found));
    });
  });

/** The wanted port, or the next one that nobody listens at and that is not among `others`. 0: any. */
export const freePort = async (wanted: number, others: readonly number[] = []): Promise<number> => {
  for (let port = wanted; port < wanted + 100; port += 1) {
    const free = others.includes(port) ? null : await canListen(port);
    if (free !== null) return free;
  }
  throw new Error(`None of the ports ${wanted} to ${wanted + 99} is free.`);
};
