import type { FieldProblem } from '../../api/errors.ts';

/** The problems at a pointer or inside of what it points at. */
export const problemsAt = (problems: readonly FieldProblem[], pointer: string): string[] =>
  problems
    .filter((problem) => problem.pointer === pointer || problem.pointer.startsWith(`${pointer}/`))
    .map(({ detail }) => detail);

const shown = ['/inputs', '/outputs', '/iterations', '/seed', '/sampling', '/name'];

/** The problems that no field of the page stands for. */
export const otherProblems = (problems: readonly FieldProblem[]): string[] =>
  problems
    .filter(({ pointer }) => !shown.some((field) => pointer === field || pointer.startsWith(`${field}/`)))
    .map(({ detail }) => detail);
