import { describe, expect, it } from 'vitest';
import { assembleRequest, readNumber } from './assembleRequest.ts';
import { parseAssignment, sameCell } from './cellAssignment.ts';

describe('--input', () => {
  it.each([
    ['Sheet1!B3=normal(0, 1)', 'Sheet1!B3', 'normal(0, 1)'],
    ["'a=b'!B3 = pert(1, 2, 3)", "'a=b'!B3", 'pert(1, 2, 3)'],
    ["'it''s = it'!B3=uniform(0, 1)", "'it''s = it'!B3", 'uniform(0, 1)'],
    ['Price=discrete({1, 2}, {0.5, 0.5})', 'Price', 'discrete({1, 2}, {0.5, 0.5})'],
  ])('divides %s at the equals sign', (text, cell, distribution) => {
    expect(parseAssignment(text)).toEqual({ cell, distribution });
  });

  it.each(['Sheet1!B3', '=normal(0, 1)', 'B3=', "'a=b'!B3"])('refuses %s', (text) => {
    expect(parseAssignment(text)).toBeUndefined();
  });

  it('takes two ways to write a cell for one', () => {
    expect(sameCell("'Model'!$B$3", 'model!b3')).toBe(true);
    expect(sameCell('Model!B3', 'Model!B30')).toBe(false);
  });
});

describe('numbers in options', () => {
  it.each([
    ['1e6', 1_000_000],
    ['1_000_000', 1_000_000],
    ['1,000', 1000],
    ['-5', -5],
    ['1e400', Number.MAX_VALUE],
  ])('reads %s', (text, value) => {
    expect(readNumber(text)).toBe(value);
  });

  it.each(['many', '', '0x10', '1e', '1,0', 'Infinity', 'NaN'])('refuses %s', (text) => {
    expect(readNumber(text)).toBeUndefined();
  });

  it('keep every digit of a large seed', () => {
    expect(assembleRequest({ seed: '18446744073709551615' }).document.seed).toBe('18446744073709551615');
    expect(assembleRequest({ seed: '7' }).document.seed).toBe(7);
    expect(assembleRequest({ seed: '18446744073709551616' }).problems).toHaveLength(1);
  });
});

describe('a problem', () => {
  it('is told by the option that the user wrote', () => {
    const { describe: told } = assembleRequest({ input: ['A1=normal(0)'], iterations: '5' });

    expect(told({ pointer: '/inputs/0/distribution', detail: 'no' })).toBe("--input 'A1=normal(0)': no");
    expect(told({ pointer: '/iterations', detail: 'no' })).toBe('--iterations 5: no');
  });
});
