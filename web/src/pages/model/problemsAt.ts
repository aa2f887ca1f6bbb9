import type { FieldProblem } from '../../api/errors.ts';
import type { Draft } from './draft.ts';

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

/** The problems that a change of the draft has nothing to do with. The others go: whether they are mended shows when it is sent again. */
export const standing = (problems: readonly FieldProblem[], before: Draft, after: Draft): FieldProblem[] => {
  return problems.filter(({ pointer }) => {
    const [, field = '', index] = pointer.split('/');
    switch (field) {
      case 'name':
      case 'iterations':
      case 'seed':
      case 'sampling':
        return before[field] === after[field];
      case 'inputs':
        return isSame(before.inputs, after.inputs, index);
      case 'outputs':
        // Whether inputs reach an output depends on both; whether there is one does not.
        return isSame(before.outputs, after.outputs, index) && (index === undefined || before.inputs === after.inputs);
      default:
        return false;
    }
  });
};

/** The list, or the item at the index; the pointers into a list that became longer or shorter are off. */
const isSame = <Item>(before: readonly Item[], after: readonly Item[], index: string | undefined): boolean =>
  before === after ||
  (index !== undefined && before.length === after.length && before[Number(index)] === after[Number(index)]);
