import { type Node, walk } from '../../engine/formula/ast.ts';
import { shapeParser } from '../../engine/formula/parse.ts';
import { isSupported } from '../../engine/functions/index.ts';
import type { Cell, Workbook } from '../../engine/workbook/workbook.ts';

const unrepeatable = new Set(['RAND', 'RANDBETWEEN', 'RANDARRAY', 'NOW', 'TODAY']);

export interface Classification {
  /** The functions that the formula calls, names that are lambdas included. */
  functions: string[];
  /** Why the cell cannot be compared. */
  skip?: 'volatile' | 'external link' | 'VBA function' | 'no cached value' | 'not recalculated by Excel';
  unsupported?: string;
}

/** What a workbook's formulas call, seen through defined names. */
export function classifier(workbook: Workbook, isMacroWorkbook: boolean): (cell: Cell) => Classification {
  const parse = shapeParser();
  const names = new Map<string, string>();
  for (const { name, formula } of workbook.names) names.set(name.toUpperCase(), formula);
  const known = new Map<Node, Classification>();

  function inspect(root: Node, seen: ReadonlySet<string>): Classification {
    const functions = new Set<string>();
    let skip: Classification['skip'];
    let unsupported: string | undefined;
    const locals = new Set<string>();
    for (const node of walk(root)) if (node.kind === 'name' && node.parameter) locals.add(node.name.toUpperCase());
    const through = (name: string) => {
      const upper = name.toUpperCase();
      const formula = names.get(upper);
      if (formula === undefined || seen.has(upper)) return;
      const parsed = parse(formula, { row: 0, column: 0 });
      if (!parsed.ok) return;
      const inner = inspect(parsed.value, new Set([...seen, upper]));
      skip ??= inner.skip;
      unsupported ??= inner.unsupported;
    };
    for (const node of walk(root)) {
      if ('prefix' in node && node.prefix?.workbook !== undefined && node.prefix.workbook !== '0')
        skip ??= 'external link';
      if (node.kind === 'name' && !node.parameter) through(node.name);
      if (node.kind !== 'call') continue;
      const name = node.name.toUpperCase();
      functions.add(name);
      if (unrepeatable.has(name)) skip ??= 'volatile';
      if (isSupported(name) || locals.has(name)) continue;
      if (names.has(name)) through(name);
      else if (isMacroWorkbook && !/^_xl/i.test(node.written)) skip ??= 'VBA function';
      else unsupported ??= name;
    }
    return { functions: [...functions], ...(skip ? { skip } : {}), ...(unsupported ? { unsupported } : {}) };
  }

  return (cell) => {
    if (cell.value === undefined) return { functions: [], skip: 'no cached value' };
    const parsed = parse(cell.formula?.text ?? '', cell);
    if (!parsed.ok) return { functions: [] };
    const result = known.get(parsed.value) ?? inspect(parsed.value, new Set());
    known.set(parsed.value, result);
    return result;
  };
}
