/** What belongs to the keys that were asked for last, so many of them at most; others begin anew. */
export const recentKeys = <Value>(most: number, begin: () => Value): ((key: string) => Value) => {
  // A map keeps the order in which keys were set, so the first one is the one that was not asked for longest.
  const values = new Map<string, Value>();
  return (key) => {
    const value = values.get(key) ?? begin();
    values.delete(key);
    values.set(key, value);
    const [oldest] = values.keys();
    if (values.size > most && oldest !== undefined) values.delete(oldest);
    return value;
  };
};
