import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { choose } from './platform.ts';
import { freePort } from './ports.ts';

const open: Server[] = [];
const occupy = (port: number): Promise<void> =>
  new Promise((resolve) => {
    const server = createServer();
    open.push(server);
    server.listen(port, '127.0.0.1', resolve);
  });

afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

/** Far from what the platform itself uses, so that a running one does not matter. */
const base = 24_566;

describe('a port that somebody else listens at', () => {
  it('is passed over for the next free one', async () => {
    await occupy(base);
    await occupy(base + 1);

    expect(await freePort(base, [base + 2])).toBe(base + 3);
  });

  it('is told, with the one that is taken instead', async () => {
    await occupy(base + 10);
    await occupy(base + 20);
    const told: string[] = [];

    const { ports } = await choose(
      { cloud: 'ministack', ports: { cloud: base + 10, web: base + 20, oidc: base + 30 } },
      (line) => told.push(line),
    );

    expect(ports).toMatchObject({ cloud: base + 11, web: base + 21 });
    expect(told).toEqual([
      `Port ${base + 10} is taken; the cloud gets ${base + 11}.`,
      `Port ${base + 20} is taken; the web page gets ${base + 21}.`,
    ]);
  });
});
