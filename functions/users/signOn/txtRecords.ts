import { Resolver } from 'node:dns/promises';
import * as z from 'zod';

/** What the TXT records of a domain say; none where there is no such domain, or nobody answers for it. */
export type TxtRecords = (domain: string) => Promise<string[]>;

const isServer = (address: string): boolean => {
  try {
    new Resolver().setServers([address]);
    return true;
  } catch {
    return false;
  }
};

/** Addresses of DNS servers, each with a port where it is not 53; none for those of the machine. */
export const dnsServers = z.array(
  z.string().refine(isServer, 'a DNS server is an IP address, such as 1.1.1.1, or [2606:4700:4700::1111]:53'),
);

export const txtRecords = (servers: z.infer<typeof dnsServers>): TxtRecords => {
  return async (domain) => {
    const resolver = new Resolver({ timeout: 2000, tries: 2 });
    if (servers.length > 0) resolver.setServers(servers);
    const records = await resolver.resolveTxt(domain).catch(() => []);
    // A long record comes in parts.
    return records.map((parts) => parts.join(''));
  };
};
