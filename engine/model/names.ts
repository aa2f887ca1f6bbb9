/** Defined names: a sheet's own before the workbook's, without regard to case. */
import type { Node } from '../formula/ast.ts';
import { type FormulaError, parseFormula } from '../formula/parse.ts';
import type { Result } from '../result.ts';
import type { DefinedName, Workbook } from '../workbook/workbook.ts';

export interface ResolvedName {
  definition: DefinedName;
  /** Parsed as if in A1: its relative references resolve against the cell that uses the name. */
  formula: Result<Node, FormulaError>;
}

export interface Names {
  /** As seen from a formula on the sheet, or as `Sheet!name` says. */
  resolve(name: string, sheet: number): ResolvedName | undefined;
}

const origin = { row: 0, column: 0 };

export function indexNames(workbook: Workbook): Names {
  const definitions = new Map<string, DefinedName>();
  const parsed = new Map<DefinedName, ResolvedName>();
  const keyOf = (name: string, sheet: number | '') => `${sheet}!${name.toLowerCase()}`;
  for (const definition of workbook.names) definitions.set(keyOf(definition.name, definition.sheet ?? ''), definition);
  return {
    resolve(name, sheet) {
      const definition = definitions.get(keyOf(name, sheet)) ?? definitions.get(keyOf(name, ''));
      if (!definition) return undefined;
      const known = parsed.get(definition);
      if (known) return known;
      const resolved = { definition, formula: parseFormula(definition.formula, origin) };
      parsed.set(definition, resolved);
      return resolved;
    },
  };
}
