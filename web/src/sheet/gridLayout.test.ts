import { describe, expect, it } from 'vitest';
import { columnLayout, spillWidth } from './gridLayout.ts';

describe('spillWidth', () => {
  const long = 'Which date can we promise, and how much contingency does the budget need?';
  const row = (texts: readonly string[]) => {
    const layout = columnLayout(texts.length, 1, (_, column) => (column === 0 ? long : ''));
    return { layout, width: spillWidth(layout, 0, texts.length - 1, (column) => texts[column] ?? '') };
  };

  it('reaches over the empty cells that a long text needs, and not into one that is used', () => {
    const { layout, width } = row([long, '', 'used', '']);

    expect(width).toBe(layout.offsets[2]);
  });

  it('takes no more cells than the text needs', () => {
    const { layout, width } = row([long, ...Array<string>(20).fill('')]);

    expect(width).toBeLessThan(layout.width);
    expect(width).toBeGreaterThan(long.length * 8);
  });

  it('leaves a text in its column that has a neighbour or fits', () => {
    expect(row([long, 'used']).width).toBeUndefined();
    expect(row(['short', '']).width).toBeUndefined();
  });
});
