/** The cash flow as a programmer would write it in JavaScript: one iteration after the other, without Excel's rules. */
import { constants, periods } from './cashFlow.ts';

/** Generated, so that every cell is a variable, as in a compiled spreadsheet. */
export function plainJavaScript(): (inputs: readonly Float64Array[], output: Float64Array, length: number) => void {
  const { tax, inflation, rate, investment } = constants;
  const lines: string[] = [];
  let factor = 1;
  for (let period = 0; period < periods; period++) {
    const before = period - 1;
    factor /= 1 + rate;
    lines.push(
      `const a${period} = ${period === 0 ? 'units' : `a${before} * (1 + growth)`};`,
      `const b${period} = ${period === 0 ? 'price' : `b${before} * (1 + ${inflation})`};`,
      `const c${period} = a${period} * b${period};`,
      `const d${period} = a${period} * cost;`,
      `const e${period} = (c${period} - d${period}) * (1 - ${tax});`,
      `const f${period} = e${period} * ${factor};`,
    );
  }
  const sum = Array.from({ length: periods }, (_, period) => `f${period}`).join(' + ');
  const body = `
    const [units_, growth_, price_, cost_] = inputs;
    for (let i = 0; i < length; i++) {
      const units = units_[i], growth = growth_[i], price = price_[i], cost = cost_[i];
      ${lines.join('\n      ')}
      output[i] = ${sum} - ${investment};
    }`;
  return new Function('inputs', 'output', 'length', body) as ReturnType<typeof plainJavaScript>;
}
