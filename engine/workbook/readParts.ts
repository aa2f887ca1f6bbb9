/** The small parts of a workbook, each read into plain data. Element and attribute names: ECMA-376 part 1, 18. */
import { builtInFormats } from './numberFormats.ts';
import type { DefinedName, ErrorKind, Sheet, Table, Workbook } from './workbook.ts';
import { isTrue, qualified, readXml, unescapeText } from './xml.ts';

export interface WorkbookPart {
  dateSystem: Workbook['dateSystem'];
  calculation: Workbook['calculation'];
  sheets: { name: string; state: Sheet['state']; relationship: string }[];
  names: DefinedName[];
  /** Relationship ids, in the order of `[1]`, `[2]`, ... */
  externalLinks: string[];
}

const whole = (text: string | undefined, otherwise: number) => {
  const value = Number(text ?? Number.NaN);
  return Number.isFinite(value) ? value : otherwise;
};

const withoutEquals = (formula: string) => (formula.startsWith('=') ? formula.slice(1) : formula);

export function readWorkbookPart(bytes: Uint8Array, part: string): WorkbookPart {
  const found: WorkbookPart = {
    dateSystem: 1900,
    calculation: {
      iterate: false,
      iterateCount: 100,
      iterateDelta: 0.001,
      fullPrecision: true,
      mode: 'auto',
      fullCalcOnLoad: false,
    },
    sheets: [],
    names: [],
    externalLinks: [],
  };
  let name: DefinedName | undefined;
  readXml(bytes, part, {
    open(element, a) {
      switch (element) {
        case 'workbookPr':
          found.dateSystem = isTrue(a.date1904) ? 1904 : 1900;
          break;
        case 'calcPr':
          found.calculation = {
            iterate: isTrue(a.iterate),
            iterateCount: whole(a.iterateCount, 100),
            iterateDelta: whole(a.iterateDelta, 0.001),
            fullPrecision: a.fullPrecision === undefined || isTrue(a.fullPrecision),
            mode: a.calcMode === 'manual' || a.calcMode === 'autoNoTable' ? a.calcMode : 'auto',
            fullCalcOnLoad: isTrue(a.fullCalcOnLoad),
          };
          break;
        case 'sheet':
          found.sheets.push({
            name: unescapeText(a.name ?? ''),
            state: a.state === 'hidden' || a.state === 'veryHidden' ? a.state : 'visible',
            relationship: qualified(a, 'id') ?? '',
          });
          break;
        case 'externalReference':
          found.externalLinks.push(qualified(a, 'id') ?? '');
          break;
        case 'definedName':
          name = { name: unescapeText(a.name ?? ''), formula: '', hidden: isTrue(a.hidden) };
          if (a.localSheetId !== undefined) name.sheet = Number(a.localSheetId);
          break;
      }
    },
    text(text) {
      if (name) name.formula = withoutEquals(unescapeText(text).trim());
    },
    close(element) {
      if (element !== 'definedName' || !name) return;
      found.names.push(name);
      name = undefined;
    },
  });
  return found;
}

/** Texts by index. Rich text is joined; what only shows how to pronounce it is left out. */
export function readSharedStrings(bytes: Uint8Array, part: string): string[] {
  const strings: string[] = [];
  let current = '';
  let inText = false;
  let phonetic = false;
  readXml(bytes, part, {
    open(element) {
      if (element === 'si') current = '';
      else if (element === 't') inText = !phonetic;
      else if (element === 'rPh') phonetic = true;
    },
    text(text) {
      if (inText) current += text;
    },
    close(element) {
      if (element === 't') inText = false;
      else if (element === 'rPh') phonetic = false;
      else if (element === 'si') strings.push(unescapeText(current));
    },
  });
  return strings;
}

/** The number format of each cell style (a cell's `s`); undefined for General. */
export function readCellFormats(bytes: Uint8Array, part: string): (string | undefined)[] {
  const own = new Map<number, string>();
  const ids: number[] = [];
  let inCellStyles = false;
  readXml(bytes, part, {
    open(element, a) {
      if (element === 'numFmt') own.set(Number(a.numFmtId), unescapeText(a.formatCode ?? ''));
      else if (element === 'cellXfs') inCellStyles = true;
      else if (element === 'xf' && inCellStyles) ids.push(whole(a.numFmtId, 0));
    },
    close(element) {
      if (element === 'cellXfs') inCellStyles = false;
    },
  });
  return ids.map((id) => {
    const format = own.get(id) ?? builtInFormats[id];
    return format === '' || format?.toLowerCase() === 'general' ? undefined : format;
  });
}

export function readTable(bytes: Uint8Array, part: string, sheet: number): Table {
  const table: Table = { name: '', sheet, ref: '', headerRows: 1, totalsRows: 0, columns: [] };
  readXml(bytes, part, {
    open(element, a) {
      if (element === 'table') {
        table.name = unescapeText(a.displayName ?? a.name ?? '');
        table.ref = a.ref ?? '';
        table.headerRows = whole(a.headerRowCount, 1);
        table.totalsRows = whole(a.totalsRowCount, 0);
      } else if (element === 'tableColumn') table.columns.push(unescapeText(a.name ?? ''));
    },
  });
  return table;
}

/** What an external link names: the relationship of another workbook, else its DDE or OLE topic as text. */
export function readExternalLink(bytes: Uint8Array, part: string): { relationship?: string; topic?: string } {
  let link: { relationship?: string; topic?: string } = {};
  readXml(bytes, part, {
    open(element, a) {
      const relationship = qualified(a, 'id');
      if ((element === 'externalBook' || element === 'oleLink') && relationship !== undefined) link = { relationship };
      else if (element === 'ddeLink') link = { topic: `${a.ddeService ?? ''}|${a.ddeTopic ?? ''}` };
    },
  });
  return link;
}

export interface Metadata {
  /** By a cell's `cm`, from 1: the cell holds a dynamic array. */
  dynamic: boolean[];
  /** By a cell's `vm`, from 1: the index of its rich value, if it has one. */
  richValues: (number | undefined)[];
}

/** Source: ECMA-376 part 1, 18.9, and [MS-XLSX] 2.2.4 on the types XLDAPR and XLRICHVALUE. */
export function readMetadata(bytes: Uint8Array, part: string): Metadata {
  const types: string[] = [];
  const future = new Map<string, { dynamic: boolean; richValue?: number }[]>();
  const cellRecords: { type: number; index: number }[] = [];
  const valueRecords: { type: number; index: number }[] = [];
  let blocks: { dynamic: boolean; richValue?: number }[] | undefined;
  let records: { type: number; index: number }[] | undefined;
  readXml(bytes, part, {
    open(element, a) {
      const block = blocks?.at(-1);
      if (element === 'metadataType') types.push(a.name ?? '');
      else if (element === 'futureMetadata') {
        blocks = [];
        future.set(a.name ?? '', blocks);
      } else if (element === 'cellMetadata') records = cellRecords;
      else if (element === 'valueMetadata') records = valueRecords;
      else if (element === 'bk') blocks?.push({ dynamic: false });
      else if (element === 'dynamicArrayProperties' && block) block.dynamic = isTrue(a.fDynamic);
      else if (element === 'rvb' && block) block.richValue = whole(a.i, 0);
      else if (element === 'rc') records?.push({ type: whole(a.t, 0), index: whole(a.v, 0) });
    },
    close(element) {
      if (element === 'futureMetadata') blocks = undefined;
    },
  });
  const blockOf = ({ type, index }: { type: number; index: number }) => future.get(types[type - 1] ?? '')?.[index];
  return {
    dynamic: [false, ...cellRecords.map((record) => blockOf(record)?.dynamic ?? false)],
    richValues: [undefined, ...valueRecords.map((record) => blockOf(record)?.richValue)],
  };
}

/** The newer errors, which a cell stores as `#VALUE!` with a rich value that says which. Source: [MS-XLSX] 2.3.6.1.3. */
const richErrors: Readonly<Record<string, ErrorKind>> = {
  4: '#NAME?',
  8: '#SPILL!',
  9: '#CONNECT!',
  10: '#BLOCKED!',
  11: '#UNKNOWN!',
  12: '#FIELD!',
  13: '#CALC!',
  14: '#BUSY!',
};

/** For each rich value, the error that it is, if it is one. */
export function readRichErrors(
  values: { bytes: Uint8Array; part: string },
  structures: { bytes: Uint8Array; part: string },
): (ErrorKind | undefined)[] {
  /** Per structure, the place of `errorType` among its keys, -1 if it is no error. */
  const errorKeys: number[] = [];
  let keys = 0;
  let isError = false;
  readXml(structures.bytes, structures.part, {
    open(element, a) {
      if (element === 's') {
        isError = a.t === '_error';
        keys = 0;
        errorKeys.push(-1);
      } else if (element === 'k') {
        if (isError && a.n === 'errorType') errorKeys[errorKeys.length - 1] = keys;
        keys++;
      }
    },
  });
  const errors: (ErrorKind | undefined)[] = [];
  let wanted = -1;
  let place = 0;
  readXml(values.bytes, values.part, {
    open(element, a) {
      if (element !== 'rv') return;
      wanted = errorKeys[whole(a.s, -1)] ?? -1;
      place = 0;
      errors.push(undefined);
    },
    text(text) {
      if (place === wanted) errors[errors.length - 1] = richErrors[text.trim()];
    },
    close(element) {
      if (element === 'v') place++;
    },
  });
  return errors;
}

/** Name and version of the program that saved the file, from docProps/app.xml. */
export function readApplication(bytes: Uint8Array, part: string): string | undefined {
  const found: Record<string, string> = {};
  let element = '';
  readXml(bytes, part, {
    open(name) {
      element = name;
    },
    text(text) {
      if (element === 'Application' || element === 'AppVersion') found[element] = text.trim();
    },
    close() {
      element = '';
    },
  });
  return found.Application ? [found.Application, found.AppVersion].filter(Boolean).join(' ') : undefined;
}
