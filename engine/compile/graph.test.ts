import { describe, expect, it } from 'vitest';
import { Graph } from './graph.ts';

describe('a choice between the two numbers that are compared', () => {
  const chosen = (compare: 'lt' | 'gt' | 'le', first: 'a' | 'b') => {
    const graph = new Graph();
    const [a, b] = [graph.load(0, { low: -1, high: 5 }), graph.load(1, { low: 0, high: 3 })];
    const mask = graph.op(compare, a, b);
    const { op, args, low, high } = graph.at(graph.op('select', mask, ...(first === 'a' ? [a, b] : [b, a])));
    return { op, args: op === 'select' ? [] : args.map((id) => 'ab'[id]), bounds: [low, high] };
  };

  it.each([
    ['lt', 'b', 'larger', ['a', 'b'], [0, 5]],
    ['lt', 'a', 'smaller', ['b', 'a'], [-1, 3]],
    ['gt', 'a', 'larger', ['b', 'a'], [0, 5]],
    ['gt', 'b', 'smaller', ['a', 'b'], [-1, 3]],
  ] as const)(
    'by %s with %s where it holds is one instruction that gives the same where they are equal',
    (compare, first, op, args, bounds) => {
      expect(chosen(compare, first)).toEqual({ op, args, bounds });
    },
  );

  it('stays one where equal numbers count as smaller', () => {
    expect(chosen('le', 'a')).toEqual({ op: 'select', args: [], bounds: [-1, 5] });
  });
});
