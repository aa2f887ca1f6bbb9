/** Functions that compiled code calls for each lane as they are, see ../library.ts: solvers, quantiles and what else is rare. */
import type { Node } from '../../formula/ast.ts';
import type { FunctionDescriptor } from '../../functions/descriptor.ts';
import { parameterAt } from '../../interpret/call.ts';
import type { NodeId } from '../graph.ts';
import { errorResults, type LibraryArgument, mostLibraryNumbers } from '../library.ts';
import { libraryFunctions } from '../libraryFunctions.ts';
import type { Lower } from '../lower.ts';
import { bitOf, type Err, everyError, tag, Unlowerable } from '../values.ts';
import { numbersOf } from './aggregation.ts';
import { type Lowering, type Lowerings, required } from './lowering.ts';

interface Handed {
  argument: LibraryArgument;
  numbers: NodeId[];
  err: Err;
}

function handed(lower: Lower, node: Node, kind: string): Handed {
  const { values } = lower;
  const { graph } = values;
  const single = node.kind === 'missing' ? () => values.of(null) : () => lower.scalar(node);
  switch (kind) {
    case 'number':
    case 'integer': {
      const { x, err } = values.toNumber(single());
      return { argument: 'number', numbers: [x], err };
    }
    case 'logical': {
      const { mask, err } = values.toLogical(single());
      return { argument: 'logical', numbers: [graph.op('select', mask, graph.constant(1), graph.constant(0))], err };
    }
    case 'numbers': {
      const { numbers, err } = numbersOf([node], lower);
      const none = graph.constant(Number.NaN);
      const given = numbers.map(({ x, counts }) => graph.op('select', counts, x, none));
      return { argument: { numbers: given.length }, numbers: given, err };
    }
    case 'range': {
      if (!lower.area(node)) throw new Unlowerable('payments that are no range');
      const cells = lower.items([node]).map(({ value }) => value);
      if (cells.some(({ tags }) => (tags & ~(everyError | bitOf(tag.number))) !== 0))
        throw new Unlowerable('payments that may be no numbers');
      const err = cells.reduce((failed, value) => values.first(failed, values.errorOf(value)), values.none);
      return { argument: { column: cells.length }, numbers: cells.map(({ num }) => num), err };
    }
    default:
      throw new Unlowerable('arguments of a kind that only the interpreter hands over');
  }
}

const called =
  (descriptor: FunctionDescriptor): Lowering =>
  (nodes, lower) => {
    required(nodes, descriptor.minimum, descriptor.maximum);
    const { values } = lower;
    const { graph } = values;
    const parameters = nodes.map((_, i) => parameterAt(descriptor, i)!);
    if (nodes.some(({ kind }, i) => kind === 'missing' && (descriptor.strict || parameters[i]!.emptyIsAbsent)))
      throw new Unlowerable('an argument left empty');
    const all = nodes.map((node, i) => handed(lower, node, parameters[i]!.kind));
    const numbers = all.flatMap((one) => one.numbers);
    if (numbers.length > mostLibraryNumbers) throw new Unlowerable('very many numbers');
    // Ranges are looked into by the function itself, once all other arguments are known to be right.
    const inOrder = [false, true].flatMap((late) =>
      all.filter((_, i) => (parameters[i]!.kind === 'range') === late).map((one) => one.err),
    );
    let err = inOrder.reduce((failed, next) => values.first(failed, next), values.none);
    const x = graph.library({ name: descriptor.name, arguments: all.map(({ argument }) => argument) }, ...numbers);
    const is = (result: number) => graph.op('eq', x, graph.constant(result));
    err = values.guard(err, is(errorResults['#DIV/0!']), '#DIV/0!');
    err = values.guard(err, is(errorResults['#VALUE!']), '#VALUE!');
    return values.settled({ x, err });
  };

export const library: Lowerings = Object.fromEntries(
  [...libraryFunctions.values()].map((descriptor) => [descriptor.name, called(descriptor)]),
);
