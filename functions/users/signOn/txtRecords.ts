import { Resolver } from 'node:dns/promises';

/** What the TXT records of a domain say; none where there is no such domain, or nobody answers for it. */
export type TxtRecords = (domain: string) => Promise<string[]>;

export const txtRecords: TxtRecords = async (domain) => {
  const records = await new Resolver({ timeout: 2000, tries: 2 }).resolveTxt(domain).catch(() => []);
  // A long record comes in parts.
  return records.map((parts) => parts.join(''));
};
