import type { StructuredNode } from '../formula/ast.ts';
import type { CallContext } from '../functions/descriptor.ts';
import type { DateSystem } from './calendar.ts';
import type { Area, CellSource, Value } from './value.ts';

/** Compiled once per formula shape, run once per cell and iteration. */
export type Code = (frame: Frame) => Value;

/** One random number wanted: the `element`-th draw of the `call`-th random call in the formula of a cell. */
export interface DrawIdentity {
  sheet: number;
  row: number;
  column: number;
  call: number;
  element: number;
}

/** What compiled formulas ask of their workbook. */
export interface WorkbookServices {
  readonly dateSystem: DateSystem;
  readonly macintosh: boolean;
  readonly fileName: string;
  now(): number;
  draw(identity: DrawIdentity): number;
  sheetCount(): number;
  sheetName(sheet: number): string;
  sheetIndex(name: string): number | undefined;
  formulaAt(sheet: number, row: number, column: number): string | undefined;
  numberFormatAt(sheet: number, row: number, column: number): string;
  resolveReference(text: string, a1: boolean, frame: Frame): Value;
  /** The code of a defined name as seen from a sheet; `undefined` where there is no such name. */
  nameCode(name: string, sheet: number): Code | undefined;
  structuredArea(node: StructuredNode, frame: Frame): Area | undefined;
  isTable(name: string): boolean;
  /** The range that the array or spill anchored at a cell fills. */
  spillArea(sheet: number, row: number, column: number): Area | undefined;
}

/** Beyond this a lambda or a name calls itself for ever, or would overflow the stack: #NUM!, as in Excel. */
const deepestCall = 600;

/** The state of one formula's evaluation: where it stands, its local names, and where it reads cells. */
export class Frame implements CallContext {
  readonly services: WorkbookServices;
  readonly source: CellSource;
  readonly sheet: number;
  readonly row: number;
  readonly column: number;
  readonly depth: number;
  /** Values of LET names and lambda parameters; `undefined` is an argument that was left out. */
  readonly locals: (Value | undefined)[];
  /** The random call being evaluated: set by its code. */
  call = 0;

  constructor(
    services: WorkbookServices,
    source: CellSource,
    sheet: number,
    row: number,
    column: number,
    locals: (Value | undefined)[] = [],
    depth = 0,
  ) {
    this.services = services;
    this.source = source;
    this.sheet = sheet;
    this.row = row;
    this.column = column;
    this.locals = locals;
    this.depth = depth;
  }

  /** For the body of a lambda (with a copy of the names it sees) or of a defined name (with none). */
  enter(locals: (Value | undefined)[]): Frame {
    return new Frame(this.services, this.source, this.sheet, this.row, this.column, locals, this.depth + 1);
  }

  get tooDeep(): boolean {
    return this.depth >= deepestCall;
  }

  get dateSystem(): DateSystem {
    return this.services.dateSystem;
  }

  get macintosh(): boolean {
    return this.services.macintosh;
  }

  get fileName(): string {
    return this.services.fileName;
  }

  now(): number {
    return this.services.now();
  }

  random(element: number): number {
    const { sheet, row, column, call } = this;
    return this.services.draw({ sheet, row, column, call, element });
  }

  sheetCount(): number {
    return this.services.sheetCount();
  }

  sheetName(sheet: number): string {
    return this.services.sheetName(sheet);
  }

  sheetIndex(name: string): number | undefined {
    return this.services.sheetIndex(name);
  }

  resolveReference(text: string, a1: boolean): Value {
    return this.services.resolveReference(text, a1, this);
  }

  formulaAt(sheet: number, row: number, column: number): string | undefined {
    return this.services.formulaAt(sheet, row, column);
  }

  numberFormatAt(sheet: number, row: number, column: number): string {
    return this.services.numberFormatAt(sheet, row, column);
  }
}
