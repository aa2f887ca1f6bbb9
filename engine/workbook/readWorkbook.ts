/** The .xlsx and .xlsm reader. Parts are found by their relationships, never by their file names. */
import { openPackage, type Package, type Relationship } from './package.ts';
import {
  readApplication,
  readCellFormats,
  readExternalLink,
  readMetadata,
  readRichErrors,
  readSharedStrings,
  readTable,
  readWorkbookPart,
} from './readParts.ts';
import { readSheet, type SheetContext } from './readSheet.ts';
import type { Sheet, Table, Workbook } from './workbook.ts';
import { WorkbookError } from './workbookError.ts';

/** More than this many non-blank cells in all sheets are refused; each takes some 100 bytes. */
export const maximumCells = 5_000_000;

/** Throws `WorkbookError` on a file that it cannot read. */
export function readWorkbook(bytes: Uint8Array): Workbook {
  const parts = openPackage(bytes);
  const main = mainPart(parts);
  const links = parts.relationships(main);
  const one = (type: string) => links.find((link) => link.type === type && !link.external)?.target;
  const readOne = <Value>(type: string, read: (bytes: Uint8Array, part: string) => Value, otherwise: Value): Value => {
    const part = one(type);
    return part !== undefined && parts.has(part) ? read(parts.read(part), part) : otherwise;
  };

  const described = readWorkbookPart(parts.read(main), main);
  if (described.sheets.length === 0) throw new WorkbookError('missing-part', 'The workbook has no sheets.', main);
  const numberFormats: string[] = [];
  const context: SheetContext = {
    dateSystem: described.dateSystem,
    sharedStrings: readOne('sharedStrings', readSharedStrings, []),
    formats: readOne('styles', readCellFormats, []).map((format) =>
      format === undefined ? undefined : indexOf(numberFormats, format),
    ),
    metadata: readOne('sheetMetadata', readMetadata, { dynamic: [], richValues: [] }),
    richErrors: richErrors(parts, one('rdRichValue'), one('rdRichValueStructure')),
    cellsLeft: maximumCells,
  };

  const sheets: Sheet[] = [];
  const tables: Table[] = [];
  for (const { name, state, relationship } of described.sheets) {
    const link = links.find(({ id }) => id === relationship);
    const sheet: Sheet = { name, state, rows: 0, columns: 0, cells: [], merges: [] };
    // Chart and dialog sheets hold no cells, but count: local names refer to sheets by number.
    if (link?.type === 'worksheet') {
      const { cells, merges, hiddenRows } = readSheet(parts.read(link.target), link.target, context);
      sheet.cells = cells;
      sheet.merges = merges;
      if (hiddenRows.length > 0) sheet.hiddenRows = hiddenRows;
      for (const cell of cells) {
        if (cell.row >= sheet.rows) sheet.rows = cell.row + 1;
        if (cell.column >= sheet.columns) sheet.columns = cell.column + 1;
      }
      for (const { type, target, external } of parts.relationships(link.target)) {
        if (type === 'table' && !external) tables.push(readTable(parts.read(target), target, sheets.length));
      }
    } else if (!link) {
      throw new WorkbookError('missing-part', `The workbook lacks its sheet "${name}". Save it again in Excel.`, main);
    }
    sheets.push(sheet);
  }

  const application = applicationOf(parts);
  return {
    dateSystem: described.dateSystem,
    calculation: described.calculation,
    sheets,
    names: described.names,
    tables,
    numberFormats,
    externalLinks: described.externalLinks.map((id) => linkTarget(parts, links, id)),
    ...(application !== undefined && { application }),
  };
}

function mainPart(parts: Package): string {
  const main = parts.relationships('').find(({ type }) => type === 'officeDocument')?.target;
  if (main?.endsWith('.bin')) {
    throw new WorkbookError('unsupported-format', 'This is a binary .xlsb workbook. Save it as .xlsx in Excel.', main);
  }
  if (main !== undefined && parts.has(main)) return main;
  if (parts.has('content.xml') && parts.has('mimetype')) {
    throw new WorkbookError('unsupported-format', 'This is an OpenDocument spreadsheet. Save it as .xlsx.');
  }
  throw new WorkbookError(
    'missing-part',
    'The file is a zip archive, but no Excel workbook. Save it as .xlsx in Excel.',
    main,
  );
}

const applicationOf = (parts: Package) => {
  const part = parts.relationships('').find(({ type }) => type === 'extended-properties')?.target;
  return part !== undefined && parts.has(part) ? readApplication(parts.read(part), part) : undefined;
};

const richErrors = (parts: Package, values: string | undefined, structures: string | undefined) =>
  values !== undefined && structures !== undefined && parts.has(values) && parts.has(structures)
    ? readRichErrors({ bytes: parts.read(values), part: values }, { bytes: parts.read(structures), part: structures })
    : [];

/** The address of another workbook; empty where the file does not say. */
function linkTarget(parts: Package, links: Relationship[], id: string): string {
  const part = links.find((link) => link.id === id)?.target;
  if (part === undefined || !parts.has(part)) return '';
  const { relationship, topic } = readExternalLink(parts.read(part), part);
  return parts.relationships(part).find((link) => link.id === relationship)?.target ?? topic ?? '';
}

function indexOf(list: string[], item: string): number {
  const at = list.indexOf(item);
  return at < 0 ? list.push(item) - 1 : at;
}
