/**
 * Ctrl-C. The handler is there only while there is something to tidy: without one the operating system ends the process at once,
 * even in the midst of a computation.
 */
const tasks = new Set<() => void>();
const exitCodeOf = { SIGINT: 130, SIGTERM: 143 } as const;

const interrupted = (signal: keyof typeof exitCodeOf) => {
  for (const task of [...tasks].reverse()) task();
  process.exit(exitCodeOf[signal]);
};

/** Does `task`, which must be synchronous, when the user interrupts. Returns what takes it back. */
export function onInterrupt(task: () => void): () => void {
  if (tasks.size === 0) for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, interrupted);
  tasks.add(task);
  return () => {
    if (!tasks.delete(task) || tasks.size > 0) return;
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, interrupted);
  };
}
