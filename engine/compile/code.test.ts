import { describe, expect, it } from 'vitest';
import { LOCAL_GET, LOCAL_SET, LoopCode } from './code.ts';

const eight = (byte: number) => new Array<number>(8).fill(byte);
const drop = 0x1a;

describe('the code of a loop', () => {
  it('sets a constant that comes twice before the loop, and leaves one that comes once', () => {
    const loop = new LoopCode();
    for (const byte of [7, 7, 9]) {
      loop.constant(eight(byte));
      loop.code.push(drop);
    }

    const { before, body, locals } = loop.finish(3);

    expect([...before]).toEqual([0xfd, 0x0c, ...eight(7), ...eight(7), LOCAL_SET, 3]);
    expect([...body]).toEqual([LOCAL_GET, 3, drop, LOCAL_GET, 3, drop, 0xfd, 0x0c, ...eight(9), ...eight(9), drop]);
    expect(locals).toBe(1);
  });

  it('lets values share a local once the one is read for the last time, but not what is held', () => {
    const loop = new LoopCode();
    const [held, a, b, c] = [0, 1, 2, 3].map(() => loop.newValue());
    for (const [instruction, value] of [
      [LOCAL_GET, held],
      [LOCAL_SET, held],
      [LOCAL_SET, a],
      [LOCAL_SET, b],
      [LOCAL_GET, a],
      [LOCAL_SET, c],
      [LOCAL_GET, b],
      [LOCAL_GET, c],
    ] as const)
      loop.local(instruction, value!);

    const { body, locals, held: where } = loop.finish(3, held);

    expect(where).toBe(3);
    expect([...body].filter((_, i) => i % 2 === 1)).toEqual([3, 3, 4, 5, 4, 4, 5, 4]);
    expect(locals).toBe(3);
  });
});
