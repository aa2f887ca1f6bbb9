/** Workbook packages for tests, part by part as a program would write them. */
import { strToU8, type Zippable, zipSync } from 'fflate';

const office = 'http://schemas.openxmlformats.org/officeDocument/2006';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

export interface XlsxParts {
  /** The inside of `<worksheet>` for each sheet. */
  sheets?: string[];
  /** What follows `<sheets>` in the workbook part. */
  workbook?: string;
  /** Replaces the names `Sheet1`, `Sheet2`, ... with whole `<sheet>` attributes but `r:id`. */
  sheetAttributes?: string[];
  sharedStrings?: string;
  styles?: string;
  metadata?: string;
  /** Relationships of the workbook beyond sheets, strings, styles and metadata. */
  workbookRelationships?: string;
  /** Relationships of the first sheet. */
  sheetRelationships?: string;
  /** More parts, or `undefined` to leave one out. */
  parts?: Record<string, string | Uint8Array | undefined>;
}

export const relationships = (content: string): string =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${content}</Relationships>`;
export const relationship = (id: string, type: string, target: string, more = ''): string =>
  `<Relationship Id="${id}" Type="${office}/relationships/${type}" Target="${target}" ${more}/>`;

export function xlsx(given: XlsxParts = {}): Uint8Array {
  const { sheets = [''], sheetAttributes = [] } = given;
  const attributes = sheets.map((_, i) => sheetAttributes[i] ?? `name="Sheet${i + 1}" sheetId="${i + 1}"`);
  const optional = (name: 'sharedStrings' | 'styles' | 'metadata', type: string) =>
    given[name] === undefined ? '' : relationship(name, type, `${name}.xml`);
  const parts: Record<string, string | Uint8Array | undefined> = {
    '_rels/.rels': relationships(relationship('rId1', 'officeDocument', 'xl/workbook.xml')),
    'xl/workbook.xml': `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><workbook xmlns="${main}" xmlns:r="${office}/relationships"><sheets>${attributes
      .map((each, i) => `<sheet ${each} r:id="s${i + 1}"/>`)
      .join('')}</sheets>${given.workbook ?? ''}</workbook>`,
    'xl/_rels/workbook.xml.rels': relationships(
      sheets.map((_, i) => relationship(`s${i + 1}`, 'worksheet', `worksheets/sheet${i + 1}.xml`)).join('') +
        optional('sharedStrings', 'sharedStrings') +
        optional('styles', 'styles') +
        optional('metadata', 'sheetMetadata') +
        (given.workbookRelationships ?? ''),
    ),
    'xl/sharedStrings.xml': given.sharedStrings && `<sst xmlns="${main}">${given.sharedStrings}</sst>`,
    'xl/styles.xml': given.styles && `<styleSheet xmlns="${main}">${given.styles}</styleSheet>`,
    'xl/metadata.xml': given.metadata && `<metadata xmlns="${main}">${given.metadata}</metadata>`,
    'xl/worksheets/_rels/sheet1.xml.rels': given.sheetRelationships && relationships(given.sheetRelationships),
    ...given.parts,
  };
  for (const [i, content] of sheets.entries()) {
    const name = `xl/worksheets/sheet${i + 1}.xml`;
    if (!(name in parts))
      parts[name] = `<worksheet xmlns="${main}" xmlns:r="${office}/relationships">${content}</worksheet>`;
  }
  return zip(parts);
}

export function zip(parts: Record<string, string | Uint8Array | undefined>): Uint8Array {
  const files: Zippable = {};
  for (const [name, content] of Object.entries(parts)) {
    if (content !== undefined) files[name] = typeof content === 'string' ? strToU8(content) : content;
  }
  return zipSync(files, { level: 1 });
}

/** Sheet data with the given cells, `<c>` elements, all in one row element per row given. */
export const rows = (...cells: string[]): string =>
  `<sheetData>${cells.map((row) => `<row>${row}</row>`).join('')}</sheetData>`;
