/** Whether the API answers, as a store that React can follow. */
export interface Reachability {
  isReached(): boolean;
  report(reached: boolean): void;
  subscribe(listener: () => void): () => void;
}

export const createReachability = (): Reachability => {
  const listeners = new Set<() => void>();
  let reached = true;
  return {
    isReached: () => reached,
    report(next) {
      if (next === reached) return;
      reached = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
