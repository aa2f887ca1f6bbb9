import { describe, expect, it } from 'vitest';
import { fileNameOf } from './fileName.ts';

describe('the file name of an export', () => {
  it.each([
    ['How many to order', 'How many to order'],
    ['Größe 2026 – 中文 🎲', 'Größe 2026 – 中文 🎲'],
    ['a/b\\c: "d" <e>|f?*', 'a b c d e f'],
    ['../../etc/passwd', 'etc passwd'],
    ['line\r\nContent-Type: text/html', 'line Content-Type text html'],
    ['...', 'results'],
    ['', 'results'],
    [' .hidden. ', 'hidden'],
    ['🎲'.repeat(200), '🎲'.repeat(60)],
  ])('of %j', (name, expected) => {
    expect(fileNameOf(name)).toBe(expected);
  });
});
