/**
 * The 32-bit stream number of a stable identity, such as "Model!B3#0": FNV-1a over UTF-16 code units, then the finaliser of
 * MurmurHash3, so that neighbouring cells differ in all bits.
 */
export const streamOf = (identity: string): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < identity.length; i++) hash = Math.imul(hash ^ identity.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

/**
 * Stream numbers of several identities, in their order. Where two hash alike, the later in the order of their names takes the hash of
 * its name with a mark added: the earlier keeps its numbers.
 */
export const streamsOf = (identities: readonly string[]): number[] => {
  const taken = new Map<number, string>();
  for (const identity of [...new Set(identities)].sort((a, b) => (a < b ? -1 : 1))) {
    let name = identity;
    while (taken.has(streamOf(name))) name += "'";
    taken.set(streamOf(name), identity);
  }
  const byIdentity = new Map([...taken].map(([stream, identity]) => [identity, stream]));
  return identities.map((identity) => byIdentity.get(identity)!);
};
