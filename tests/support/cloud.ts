import { createSocket } from 'node:dgram';
import type { TestProject } from 'vitest/node';
import { startTestCloud } from '../../localstack/testCloud.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    cloud: {
      /** Where a local cloud answers AWS's own API. */
      endpoint: string;
      /** The platform's one address for people and programs: the web page, and /api behind it. */
      webUrl: string;
      /** The folder with what was deployed. */
      assembly: string;
      /** The file that says how its parts are just now. */
      status: string;
      /** Where the platform asks whose a domain is, while tests/support/dns.ts answers there: a port of this machine. */
      dnsPort: number;
      /** Access tokens of the demo people: two of different organizations, and an operator. */
      tokens: { ada: string; grace: string; olga: string };
    };
  }
}

/** One to break while the other works. */
const twoOfBilling = { instances: JSON.stringify({ billing: [{ id: 'a' }, { id: 'b' }] }) };

/** Long enough to restore what was deleted, short enough to wait for. */
const shortGrace = { deletionGraceSeconds: '5' };

const freeUdpPort = async (): Promise<number> => {
  const socket = createSocket('udp4');
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  const { port } = socket.address();
  socket.close();
  return port;
};

/** One deployment for all suites: started before the first test, gone after the last. */
export default async (project: TestProject): Promise<() => Promise<void>> => {
  const dnsPort = await freeUdpPort();
  const cloud = await startTestCloud({
    ...shortGrace,
    dnsServers: JSON.stringify([`127.0.0.1:${dnsPort}`]),
    ...(project.name === 'faults' ? twoOfBilling : {}),
  });
  project.provide('cloud', {
    endpoint: cloud.endpoint,
    webUrl: cloud.webUrl,
    assembly: cloud.assembly,
    status: cloud.status,
    dnsPort,
    tokens: {
      ada: await cloud.token('ada@example.com'),
      grace: await cloud.token('grace@example.com'),
      olga: await cloud.token('olga@example.com'),
    },
  });
  return () => cloud.stop();
};
