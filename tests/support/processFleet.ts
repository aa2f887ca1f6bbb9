import type { ChildProcess } from 'node:child_process';
import type { Answer, Order, Outcome } from './circuitProcess.ts';
import { forkedProcesses } from './forkedProcesses.ts';

export type ProcessFleet = ReturnType<typeof processFleet>;

/** Processes of their own, each with a breaker, that share a circuit in a real table. */
export const processFleet = (endpoint: string, processes: number) => {
  const { children, askAll, end } = forkedProcesses<Order, Answer>('circuitProcess.ts', endpoint, processes);
  return {
    children,
    use: (table: string, name: string, halfOpenProbes: number) => askAll({ kind: 'use', table, name, halfOpenProbes }),
    /** Begins calls in every process; tells how many operations began and how many calls were refused. */
    async begin(calls: number, only: readonly ChildProcess[] = children) {
      const counts = { begun: 0, refused: 0 };
      for (const answer of await askAll({ kind: 'begin', calls }, only)) {
        if (answer.kind !== 'begun') throw new Error(`a process answered ${answer.kind}`);
        counts.begun += answer.begun;
        counts.refused += answer.refused;
      }
      return counts;
    },
    release: async (outcome: Outcome, only: readonly ChildProcess[] = children) =>
      (await askAll({ kind: 'release', outcome }, only)).flatMap(endingsOf),
    run: async (calls: number, outcome: Outcome, tenant: string, only: readonly ChildProcess[] = children) =>
      (await askAll({ kind: 'run', calls, outcome, tenant }, only)).flatMap(endingsOf),
    end,
  };
};

const endingsOf = (answer: Answer): string[] => {
  if (answer.kind !== 'ended') throw new Error(`a process answered ${answer.kind}`);
  return answer.endings;
};
