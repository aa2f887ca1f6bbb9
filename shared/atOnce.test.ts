import { describe, expect, it } from 'vitest';
import { atOnce } from './atOnce.ts';

describe('what is done with several at once', () => {
  it('has ended when the whole fails, and nothing is begun any more', async () => {
    const begun: number[] = [];
    const ended: number[] = [];
    const doing = atOnce(2, [0, 1, 2, 3], async (each) => {
      begun.push(each);
      if (each === 0) throw new Error('the first one fails');
      for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
      ended.push(each);
    });

    await expect(doing).rejects.toThrow('the first one fails');

    expect([begun, ended]).toEqual([[0, 1], [1]]);
  });

  it('is done with all of them, with no more at a time than that', async () => {
    const done: number[] = [];
    let busy = 0;
    await atOnce(3, [1, 2, 3, 4, 5, 6, 7], async (each) => {
      busy += 1;
      expect(busy).toBeLessThanOrEqual(3);
      await Promise.resolve();
      busy -= 1;
      done.push(each);
    });

    expect(new Set(done)).toEqual(new Set([1, 2, 3, 4, 5, 6, 7]));
  });
});
