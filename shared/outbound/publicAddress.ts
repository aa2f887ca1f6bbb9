/** Keeps requests to addresses that somebody gave us out of our own network. */
import { type LookupAddress, lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

export const isPublicAddress = (address: string): boolean => {
  if (!ipaddr.isValid(address)) return false;
  // An IPv4 address in IPv6's clothes is judged as what it is.
  return ipaddr.process(address).range() === 'unicast';
};

/** The host of a URL, if it is an IP address: one that is written as a number or in octal is resolved by `URL` itself. */
export const literalAddress = ({ hostname }: URL): string | null => {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(bare) ? bare : null;
};

/** Resolves names as ever, but fails where one leads to a private address, also when it does so only this once. */
export const publicLookup: LookupFunction = (hostname, options, answer) => {
  lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    if (error) return answer(error, '');
    const wrong = addresses.find(({ address }) => !isPublicAddress(address));
    if (wrong !== undefined) return answer(new Error(`${hostname} leads to the private address ${wrong.address}`), '');
    const [first] = addresses;
    if (options.all) return answer(null, addresses);
    return answer(null, first?.address ?? '', first?.family);
  });
};

/** Why an operator may not register this address; null if there is nothing against it. */
export const objectionTo =
  ({ allowPrivate }: { allowPrivate: boolean }) =>
  (address: URL): string | null => {
    if (address.username !== '' || address.password !== '') return 'An address holds no credentials.';
    // Also a lone one, of which `search` and `hash` tell nothing.
    if (/[?#]/.test(address.href)) return 'An address ends with its path.';
    if (allowPrivate) return null;
    if (address.protocol !== 'https:') return 'An address begins with https://.';
    const literal = literalAddress(address);
    if (literal !== null && !isPublicAddress(literal)) return `${literal} is a private address.`;
    return null;
  };
