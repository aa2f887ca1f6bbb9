import { numberError, valueError } from '../interpret/value.ts';
import { type FunctionDescriptor, pure } from './descriptor.ts';

/**
 * ROMAN's forms 0 to 4 allow ever shorter subtractions: a form admits a pair (a before b) if a is at most so many steps below b
 * in the list M D C L X V I. Source: "ROMAN function", support.microsoft.com; OpenFormula 1.2, 6.19.17.
 */
const symbols = ['M', 'D', 'C', 'L', 'X', 'V', 'I'];
const values = [1000, 500, 100, 50, 10, 5, 1];

function roman(n: number, form: number): string {
  let rest = n;
  let text = '';
  for (let i = 0; i <= 3; i++) {
    let index = 2 * i;
    const digit = Math.floor(rest / values[index]!);
    if (digit % 5 === 4) {
      const target = digit === 4 ? index - 1 : index - 2;
      let steps = 0;
      while (steps < form && index < values.length - 1) {
        steps++;
        if (values[target]! - values[index + 1]! <= rest) index++;
        else steps = form;
      }
      text += symbols[index]! + symbols[target]!;
      rest = rest + values[index]! - values[target]!;
    } else {
      if (digit > 4) text += symbols[index - 1];
      text += symbols[index]!.repeat(digit % 5);
      rest %= values[index]!;
    }
  }
  return text;
}

function arabic(text: string): number | undefined {
  const trimmed = text.trim().toUpperCase();
  const negative = trimmed.startsWith('-');
  let total = 0;
  let before = 0;
  for (const c of negative ? trimmed.slice(1) : trimmed) {
    const at = symbols.indexOf(c);
    if (at < 0) return undefined;
    const value = values[at]!;
    total += value > before ? value - 2 * before : value;
    before = value;
  }
  return negative ? -total : total;
}

const largestConvertible = 9_007_199_254_740_992;

export const numerals: readonly FunctionDescriptor[] = [
  pure('ROMAN', ['integer', 'scalar?'], (n, form = 0) => {
    const f = form === true ? 0 : form === false ? 4 : Math.trunc(Number(form ?? 0));
    return n < 0 || n > 3999 || !(f >= 0 && f <= 4) ? valueError : roman(n, f);
  }),
  pure('ARABIC', ['text'], (text) => (text.length > 255 ? valueError : (arabic(text) ?? valueError))),
  pure('BASE', ['integer', 'integer', 'integer?'], (n, radix, length = 0) => {
    if (n < 0 || n >= largestConvertible || radix < 2 || radix > 36 || length < 0 || length > 255) return numberError;
    return n.toString(radix).toUpperCase().padStart(length, '0');
  }),
  pure('DECIMAL', ['text', 'integer'], (text, radix) => {
    if (radix < 2 || radix > 36 || text.length > 255) return numberError;
    let digits = text.trim().toLowerCase();
    if (radix === 16) digits = digits.replace(/^0?x|h$/g, '');
    if (radix === 2) digits = digits.replace(/b$/, '');
    let value = 0;
    for (const c of digits) {
      const digit = Number.parseInt(c, 36);
      if (Number.isNaN(digit) || digit >= radix) return numberError;
      value = value * radix + digit;
    }
    return value;
  }),
];
