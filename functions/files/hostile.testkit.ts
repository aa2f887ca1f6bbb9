import { constants, crc32, deflateRawSync } from 'node:zlib';

/**
 * Files for tests: small workbooks, and files built to do harm or taken for workbooks by mistake. All are made here,
 * byte by byte where a ZIP library would refuse.
 */
export interface ZipPart {
  name: string;
  data: Buffer | string;
  /** Default: deflate. */
  method?: 'store' | 'deflate';
  /** What the headers say instead of the truth. */
  declare?: { size?: number; crc32?: number; compressedSize?: number; method?: number; flags?: number };
  /** Already deflated data, for what takes long to compress. */
  compressed?: Buffer;
  /** The name in the part's own header, when it differs from the directory's. */
  localName?: string;
  /** The directory points to the header of this part instead of an own one. */
  sharesDataOf?: number;
}

interface EndRecord {
  entries?: number;
  entriesOnThisDisk?: number;
}

/** A ZIP archive of these parts, whatever they claim about themselves. */
export const zip = (parts: readonly ZipPart[], end: EndRecord = {}): Buffer => {
  const chunks: Buffer[] = [];
  const directory: Buffer[] = [];
  const offsets: number[] = [];
  let offset = 0;
  const push = (...buffers: Buffer[]) => {
    for (const buffer of buffers) {
      chunks.push(buffer);
      offset += buffer.length;
    }
  };
  for (const part of parts) {
    const data = Buffer.from(part.data);
    const deflated = part.method !== 'store';
    const stored = part.compressed ?? (deflated ? deflateRawSync(data) : data);
    const name = Buffer.from(part.name);
    const fields = Buffer.alloc(22);
    fields.writeUInt16LE(20, 0); // version needed to extract
    fields.writeUInt16LE(part.declare?.flags ?? 0x800, 2);
    fields.writeUInt16LE(part.declare?.method ?? (deflated ? 8 : 0), 4);
    fields.writeUInt32LE(0x21, 8); // 1980-01-01
    fields.writeUInt32LE(part.declare?.crc32 ?? crc32(data), 10);
    fields.writeUInt32LE(part.declare?.compressedSize ?? stored.length, 14);
    fields.writeUInt32LE(part.declare?.size ?? data.length, 18);
    offsets.push(part.sharesDataOf === undefined ? offset : (offsets[part.sharesDataOf] ?? 0));
    if (part.sharesDataOf === undefined) {
      const localName = Buffer.from(part.localName ?? part.name);
      push(u32(0x04034b50), fields, u16(localName.length), u16(0), localName, stored);
    }
    directory.push(
      Buffer.concat([
        u32(0x02014b50),
        u16(20), // version made by
        fields,
        u16(name.length),
        Buffer.alloc(12), // no extra field, comment, disk number and attributes
        u32(offsets.at(-1) ?? 0),
        name,
      ]),
    );
  }
  const start = offset;
  push(...directory);
  const size = offset - start;
  const entries = end.entries ?? parts.length;
  push(
    u32(0x06054b50),
    u32(0), // disk numbers
    u16((end.entriesOnThisDisk ?? entries) & 0xffff),
    u16(entries & 0xffff),
    u32(size),
    u32(start),
    u16(0), // comment length
  );
  return Buffer.concat(chunks);
};

const u16 = (value: number): Buffer => {
  const buffer = Buffer.alloc(2);
  buffer.writeUInt16LE(value);
  return buffer;
};
const u32 = (value: number): Buffer => {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
};

const xmlHead = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packageRelationships = 'http://schemas.openxmlformats.org/package/2006/relationships';
const spreadsheetTypes = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** The parts of a small valid workbook: a sheet "Model" with constants, formulas and a RAND(). */
export const workbookParts = (overrides: Partial<Record<WorkbookPart, string>> = {}): ZipPart[] =>
  Object.entries({ ...smallWorkbook, ...overrides }).map(([name, data]) => ({ name, data }));

export type WorkbookPart = keyof typeof smallWorkbook;

export const sheetXml = (rows: string): string =>
  `${xmlHead}<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`;

const smallWorkbook = {
  '[Content_Types].xml': `${xmlHead}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${spreadsheetTypes}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${spreadsheetTypes}.worksheet+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="${spreadsheetTypes}.sharedStrings+xml"/></Types>`,
  '_rels/.rels': `${xmlHead}<Relationships xmlns="${packageRelationships}"><Relationship Id="rId1" Type="${relationships}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `${xmlHead}<workbook xmlns="${main}" xmlns:r="${relationships}"><sheets><sheet name="Model" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `${xmlHead}<Relationships xmlns="${packageRelationships}"><Relationship Id="rId1" Type="${relationships}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${relationships}/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
  'xl/sharedStrings.xml': `${xmlHead}<sst xmlns="${main}" count="2" uniqueCount="2"><si><t>Price</t></si><si><t>Profit</t></si></sst>`,
  'xl/worksheets/sheet1.xml': sheetXml(
    '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>100</v></c><c r="C1"><f>RAND()*20</f><v>7</v></c></row><row r="2"><c r="A2" t="s"><v>1</v></c><c r="B2"><f>B1+C1</f><v>107</v></c></row>',
  ),
} as const;

export const workbook = (overrides: Partial<Record<WorkbookPart, string>> = {}): Buffer =>
  zip(workbookParts(overrides));

/** A valid workbook whose only sheet has this many cells, written as Excel does, in rows of a hundred. */
export const workbookWithCells = (cells: number): Buffer => {
  const columns = Array.from({ length: 100 }, (_, index) => columnName(index));
  const rows = Array.from({ length: Math.ceil(cells / columns.length) }, (_, index) => {
    const content = columns.map((column, place) => `<c r="${column}${index + 1}"><v>${index ^ place}</v></c>`);
    return `<row r="${index + 1}">${content.join('')}</row>`;
  });
  return workbook({ 'xl/worksheets/sheet1.xml': sheetXml(rows.join('')) });
};

const columnName = (index: number): string =>
  (index < 26 ? '' : String.fromCharCode(64 + Math.floor(index / 26))) + String.fromCharCode(65 + (index % 26));

/** A workbook with one more part. */
export const workbookAnd = (...parts: ZipPart[]): Buffer => zip([...workbookParts(), ...parts]);

/** Zeros as DEFLATE data: a block compressed once, then repeated, so that gigabytes are made in no time. */
const deflatedZeros = (bytes: number): Buffer => {
  const block = 1024 * 1024;
  // A full flush ends on a byte and keeps no window, so that blocks can stand in any number behind each other.
  const flushed = deflateRawSync(Buffer.alloc(block), { finishFlush: constants.Z_FULL_FLUSH });
  return Buffer.concat([...Array<Buffer>(bytes / block).fill(flushed), deflateRawSync(Buffer.alloc(0))]);
};

const entities = (depth: number): string =>
  `<!DOCTYPE lolz [<!ENTITY lol0 "lol">${Array.from({ length: depth }, (_, level) => `<!ENTITY lol${level + 1} "${`&lol${level};`.repeat(10)}">`).join('')}]>`;

const laughingWorkbook = smallWorkbook['xl/workbook.xml'].replace('<workbook ', `${entities(9)}<workbook `);

const utf16 = (xml: string, order: 'le' | 'be'): Buffer => {
  const text = Buffer.from(`\u{feff}${xml.replace('UTF-8', 'UTF-16')}`, 'utf16le');
  return order === 'le' ? text : text.swap16();
};

/** An old Office file: a header and one directory sector with entries of these names ([MS-CFB]). */
export const compoundFile = (...streams: string[]): Buffer => {
  const file = Buffer.alloc(512 * 8);
  Buffer.from('d0cf11e0a1b11ae1', 'hex').copy(file);
  for (const [index, name] of ['Root Entry', ...streams].entries()) {
    const at = 512 * 2 + index * 128;
    file.write(`${name}\0`, at, 'utf16le');
    file.writeUInt16LE((name.length + 1) * 2, at + 64);
  }
  return file;
};

const inner = () => zip([{ name: 'inner.txt', data: 'x'.repeat(1000) }]);
const gibibyte = 1024 ** 3;

/** A part that declares and holds this much; its checksum does not matter, it is never reached. */
const bomb = (name: string, bytes: number, declared = bytes): ZipPart => ({
  name,
  data: '',
  compressed: deflatedZeros(bytes),
  declare: { size: declared },
});

export interface HostileFile {
  name: string;
  /** The reason's code that the guard must give. */
  code: string;
  /** Made when wanted: some are large. */
  bytes: () => Buffer;
  /** Built to cost a careless reader much time or memory. */
  costly?: true;
}

/** Every way to be refused that we know, with the reason expected. */
export const hostileFiles: readonly HostileFile[] = [
  { name: 'an empty file', code: 'empty-file', bytes: () => Buffer.alloc(0) },
  { name: 'an .xls workbook', code: 'old-format', bytes: () => compoundFile('Workbook') },
  { name: 'an Excel 5 workbook', code: 'old-format', bytes: () => compoundFile('Book') },
  {
    name: 'a workbook with a password',
    code: 'encrypted-file',
    bytes: () => compoundFile('EncryptionInfo', 'EncryptedPackage'),
  },
  { name: 'a Word 97 document', code: 'other-document', bytes: () => compoundFile('WordDocument') },
  { name: 'a compound file of another kind', code: 'unknown-format', bytes: () => compoundFile('Thumbs') },
  { name: 'a .csv file named .xlsx', code: 'text-file', bytes: () => Buffer.from('Year;Price\r\n2026;12,5\r\n') },
  { name: 'a text in UTF-16', code: 'text-file', bytes: () => Buffer.from('\u{feff}Year\tPrice', 'utf16le') },
  { name: 'a web page named .xls', code: 'other-document', bytes: () => Buffer.from('<html><table><tr><td>1</table>') },
  { name: 'a PDF document', code: 'other-document', bytes: () => Buffer.from('%PDF-1.7\n%âãÏÓ\n') },
  { name: 'random bytes', code: 'unknown-format', bytes: () => Buffer.from('8a11f00b00ffee', 'hex') },
  {
    name: 'an .ods spreadsheet',
    code: 'opendocument-format',
    bytes: () =>
      zip([
        { name: 'mimetype', data: 'application/vnd.oasis.opendocument.spreadsheet', method: 'store' },
        { name: 'content.xml', data: '<office:document-content/>' },
      ]),
  },
  {
    name: 'an .xlsb workbook',
    code: 'binary-format',
    bytes: () => workbookAnd({ name: 'xl/workbook.bin', data: 'x' }),
  },
  { name: 'a Numbers document', code: 'numbers-format', bytes: () => zip([{ name: 'Index/Document.iwa', data: 'x' }]) },
  { name: 'a Word document', code: 'other-document', bytes: () => zip([{ name: 'word/document.xml', data: '<w/>' }]) },
  { name: 'another ZIP archive', code: 'not-a-workbook', bytes: inner },
  { name: 'an empty ZIP archive', code: 'other-document', bytes: () => zip([]) },
  {
    name: 'a workbook without content types',
    code: 'not-a-workbook',
    bytes: () => zip(workbookParts().filter(({ name }) => name !== '[Content_Types].xml')),
  },
  {
    name: 'a workbook without its workbook part',
    code: 'not-a-workbook',
    bytes: () => zip(workbookParts().filter(({ name }) => name !== 'xl/workbook.xml')),
  },
  { name: 'a workbook cut off', code: 'truncated-file', bytes: () => workbook().subarray(0, 700) },
  { name: 'a workbook without its last byte', code: 'truncated-file', bytes: () => workbook().subarray(0, -1) },
  {
    name: 'a part that does not match its checksum',
    code: 'damaged-file',
    bytes: () => workbookAnd({ name: 'xl/extra.xml', data: '<a/>', declare: { crc32: 7 } }),
  },
  {
    name: 'a part that is no DEFLATE data',
    code: 'damaged-file',
    bytes: () => workbookAnd({ name: 'xl/extra.xml', data: '<a/>', compressed: Buffer.from([7, 7, 7, 7]) }),
  },
  {
    name: 'a part with an unknown compression method',
    code: 'damaged-file',
    bytes: () => workbookAnd({ name: 'xl/extra.xml', data: '<a/>', declare: { method: 99 } }),
  },
  {
    name: 'a part that says it is encrypted',
    code: 'encrypted-file',
    bytes: () => workbookAnd({ name: 'xl/extra.xml', data: '<a/>', declare: { flags: 0x801 } }),
  },
  {
    name: 'a part with two names',
    code: 'damaged-file',
    bytes: () => workbookAnd({ name: 'xl/extra.xml', localName: 'xl/other.xml', data: '<a/>' }),
  },
  {
    name: 'a directory whose counts disagree',
    code: 'damaged-file',
    bytes: () => zip(workbookParts(), { entriesOnThisDisk: 2 }),
  },
  {
    name: 'a part of 4 GB of zeros',
    costly: true,
    code: 'inflates-too-large',
    bytes: () => workbookAnd(bomb('xl/media/image1.png', 4 * gibibyte - 1024 ** 2)),
  },
  {
    name: 'a part of 4 GB of zeros that declares 1,000 bytes',
    costly: true,
    code: 'damaged-file',
    bytes: () => workbookAnd(bomb('xl/media/image1.png', 4 * gibibyte - 1024 ** 2, 1000)),
  },
  {
    name: 'a sheet of 200 MiB of zeros',
    costly: true,
    code: 'compression-ratio',
    bytes: () => workbookAnd(bomb('xl/worksheets/sheet2.xml', 200 * 1024 ** 2)),
  },
  {
    name: 'many parts that are too large together',
    costly: true,
    code: 'inflates-too-large',
    bytes: () =>
      workbookAnd(...Array.from({ length: 200 }, (_, index) => bomb(`xl/media/image${index}.png`, 4 * 1024 ** 2))),
  },
  {
    name: 'many parts that are very dense together',
    costly: true,
    code: 'compression-ratio',
    bytes: () =>
      workbookAnd(...Array.from({ length: 30 }, (_, index) => bomb(`xl/media/image${index}.png`, 15 * 1024 ** 2))),
  },
  {
    name: 'an archive of archives in the manner of 42.zip',
    costly: true,
    code: 'nested-archive',
    bytes: () =>
      workbookAnd(...Array.from({ length: 16 }, (_, index) => ({ name: `xl/lib${index}.zip`, data: inner() }))),
  },
  {
    name: 'an archive that poses as an XML part',
    code: 'nested-archive',
    bytes: () => workbookAnd({ name: 'xl/worksheets/sheet2.xml', data: inner() }),
  },
  {
    name: 'an archive that holds a copy of its own beginning, as a quine does',
    costly: true,
    code: 'nested-archive',
    bytes: () => workbookAnd({ name: 'xl/r/r.zip', data: workbookAnd(), method: 'store' }),
  },
  {
    name: 'parts that lie over each other',
    code: 'overlapping-parts',
    bytes: () =>
      zip([
        ...workbookParts(),
        { name: 'xl/media/a.png', data: 'a'.repeat(5000) },
        { name: 'xl/media/a.png', localName: 'xl/media/a.png', data: 'a'.repeat(5000), sharesDataOf: 6 },
      ]),
  },
  {
    name: '100,000 parts',
    costly: true,
    code: 'too-many-parts',
    bytes: () =>
      zip(Array.from({ length: 100_000 }, (_, index) => ({ name: `xl/${index}`, data: '', method: 'store' }))),
  },
  {
    name: '10,001 parts',
    code: 'too-many-parts',
    bytes: () =>
      zip(Array.from({ length: 10_001 }, (_, index) => ({ name: `xl/${index}`, data: '', method: 'store' }))),
  },
  {
    name: 'two parts of one name',
    code: 'duplicate-part',
    bytes: () => workbookAnd({ name: 'xl/workbook.xml', data: '<workbook/>' }),
  },
  {
    name: 'two parts whose names differ in case',
    code: 'duplicate-part',
    bytes: () => workbookAnd({ name: 'XL/Workbook.xml', data: '<workbook/>' }),
  },
  ...[
    '../../etc/passwd',
    'xl/../../x.xml',
    '/etc/passwd',
    'xl\\sheet.xml',
    'C:/x.xml',
    'xl/a\0.xml',
    'xl//a.xml',
    'xl/./a.xml',
    '',
  ].map((name) => ({
    name: `a part named ${JSON.stringify(name)}`,
    code: 'unsafe-part-name',
    bytes: () => workbookAnd({ name, data: '<a/>' }),
  })),
  {
    name: 'a billion laughs',
    costly: true,
    code: 'document-type-definition',
    bytes: () => workbook({ 'xl/workbook.xml': laughingWorkbook }),
  },
  ...(['le', 'be'] as const).map((order) => ({
    name: `a billion laughs in UTF-16${order.toUpperCase()}`,
    code: 'document-type-definition',
    bytes: () =>
      zip([
        ...workbookParts().filter(({ name }) => name !== 'xl/workbook.xml'),
        { name: 'xl/workbook.xml', data: utf16(laughingWorkbook, order) },
      ]),
  })),
  {
    name: 'an external entity',
    code: 'document-type-definition',
    bytes: () =>
      workbook({
        'xl/sharedStrings.xml': `<!DOCTYPE sst [<!ENTITY x SYSTEM "file:///etc/passwd">]>${smallWorkbook['xl/sharedStrings.xml'].slice(xmlHead.length)}`,
      }),
  },
  {
    name: 'a document type in a picture',
    code: 'document-type-definition',
    bytes: () => workbookAnd({ name: 'xl/media/image1.svg', data: '<?xml version="1.0"?><!DOCTYPE svg><svg/>' }),
  },
  {
    name: 'a part in UTF-7, where markup hides',
    code: 'unknown-encoding',
    bytes: () =>
      workbookAnd({ name: 'xl/extra.xml', data: '<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE x+AD4-<x/>' }),
  },
  {
    name: 'an XML part that is not XML',
    code: 'unknown-encoding',
    bytes: () => workbookAnd({ name: 'xl/extra.xml', data: 'L\u{6f}\u{a7}\u{94}' }),
  },
  { name: '1,600,100 cells', costly: true, code: 'too-many-cells', bytes: () => workbookWithCells(1_600_100) },
  {
    name: '2,000,001 shared strings',
    costly: true,
    code: 'too-many-strings',
    bytes: () =>
      workbook({
        'xl/sharedStrings.xml': `<sst xmlns="${main}">${Array.from({ length: 2_000_001 }, (_, index) => `<si><t>${index}</t></si>`).join('')}</sst>`,
      }),
  },
  {
    name: '1,001 sheets',
    code: 'too-many-sheets',
    bytes: () =>
      workbook({
        'xl/workbook.xml': `<x:workbook xmlns:x="${main}"><x:sheets>${'<x:sheet name="a"/>'.repeat(1001)}</x:sheets></x:workbook>`,
      }),
  },
  {
    name: '250,001 defined names',
    costly: true,
    code: 'too-many-names',
    bytes: () =>
      workbook({
        'xl/workbook.xml': `<workbook xmlns="${main}"><definedNames>${Array.from({ length: 250_001 }, (_, index) => `<definedName name="n${index}">${index}</definedName>`).join('')}</definedNames></workbook>`,
      }),
  },
  {
    name: 'a long formula shared by 100,000 cells',
    costly: true,
    code: 'too-long-formulas',
    bytes: () => {
      const first = `<f t="shared" ref="A1:A100000" si="0">${'1+'.repeat(4000)}1</f>`;
      const rows = Array.from(
        { length: 100_000 },
        (_, index) =>
          `<row r="${index + 1}"><c r="A${index + 1}">${index === 0 ? first : '<f t="shared" si="0"/>'}</c></row>`,
      );
      return workbook({ 'xl/worksheets/sheet1.xml': sheetXml(rows.join('')) });
    },
  },
  {
    name: 'a shared formula whose attributes hide what they say',
    code: 'too-complex',
    bytes: () =>
      workbook({
        'xl/worksheets/sheet1.xml': sheetXml('<row r="1"><c r="A1"><f t="&#115;hared" si="0">1</f></c></row>'),
      }),
  },
  {
    name: 'elements nested 100,000 deep',
    costly: true,
    code: 'too-complex',
    bytes: () => workbookAnd({ name: 'xl/extra.xml', data: '<a>'.repeat(100_000) + '</a>'.repeat(100_000) }),
  },
  {
    name: 'an element with 500,000 attributes',
    costly: true,
    code: 'too-complex',
    bytes: () =>
      workbookAnd({
        name: 'xl/extra.xml',
        data: `<a ${Array.from({ length: 500_000 }, (_, index) => `a${index}=""`).join(' ')}/>`,
      }),
  },
  {
    name: 'a file of more than 100 MiB',
    code: 'file-too-large',
    bytes: () => Buffer.alloc(100 * 1024 ** 2 + 1, 'PK\x03\x04'),
  },
  {
    name: 'a file of 100 MiB that begins like a workbook',
    costly: true,
    code: 'truncated-file',
    bytes: () => Buffer.alloc(100 * 1024 ** 2, 'PK\x03\x04'),
  },
  {
    name: 'a compound file of 100 MiB full of half names',
    costly: true,
    code: 'unknown-format',
    bytes: () => Buffer.concat([compoundFile(), Buffer.alloc(99 * 1024 ** 2, 'Workbook\0', 'utf16le')]),
  },
];
