/** The columns of exported iterations: one per input, then one per output. */
import type { Program, SimulationResults } from '../../engine/index.ts';

export interface Column {
  name: string;
  /** What all its values are; texts where they are of several kinds. */
  kind: 'number' | 'boolean' | 'text';
}

export function columnsOf(program: Program, { outputs }: SimulationResults): Column[] {
  const names = columnNames(program);
  const kinds = outputs.map(({ categories, iterations }): Column['kind'] => {
    if (categories === null) return 'number';
    const booleans = categories.filter(({ value }) => typeof value === 'boolean');
    const counted = booleans.reduce((sum, { count }) => sum + count, 0);
    return booleans.length === categories.length && counted === iterations ? 'boolean' : 'text';
  });
  return names.map((name, i) => ({ name, kind: kinds[i - program.inputs.length] ?? 'number' }));
}

/** Names, with the cell where two would be the same. */
export function columnNames({ inputs, outputs }: Pick<Program, 'inputs' | 'outputs'>): string[] {
  const all = [...inputs, ...outputs];
  const times = new Map<string, number>([['iteration', 1]]);
  for (const { name } of all) times.set(name, (times.get(name) ?? 0) + 1);
  return all.map(({ name, cell }) => (times.get(name) === 1 || name === cell ? name : `${name} (${cell})`));
}
