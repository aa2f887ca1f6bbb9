import { describe, expect, it } from 'vitest';
import { cellAt } from './cells.ts';
import { readWorkbook } from './readWorkbook.ts';
import type { Cell } from './workbook.ts';
import { WorkbookError } from './workbookError.ts';
import { relationship, relationships, rows, type XlsxParts, xlsx, zip } from './xlsx.testkit.ts';

const firstSheet = (parts: XlsxParts) => readWorkbook(xlsx(parts)).sheets[0]!;
/** The cells of one row of `<c>` elements, read. */
const cells = (row: string, parts: XlsxParts = {}): Cell[] => firstSheet({ ...parts, sheets: [rows(row)] }).cells;
const values = (row: string, parts: XlsxParts = {}) => cells(row, parts).map(({ value }) => value);
const refusal = (bytes: Uint8Array) => {
  try {
    readWorkbook(bytes);
  } catch (error) {
    if (error instanceof WorkbookError) return error;
    throw error;
  }
  return undefined;
};

describe('cell values', () => {
  it('keeps the stored zero, FALSE and empty text of formulas, and tells them from a missing value', () => {
    const stored = values(
      '<c><f>1-1</f><v>0</v></c><c t="b"><f>1=2</f><v>0</v></c><c t="str"><f>""</f><v></v></c><c><f>RAND()</f></c>',
    );

    expect(stored).toEqual([0, false, '', undefined]);
  });

  it('reads every type of value', () => {
    const stored = values(
      '<c t="s"><v>1</v></c><c t="inlineStr"><is><t>in</t></is></c><c t="str"><v>a&amp;b</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c><c t="n"><v>-1.5E-3</v></c><c><v>5.0999999999999996</v></c>',
      { sharedStrings: '<si><t>zero</t></si><si><t>one</t></si>' },
    );

    expect(stored).toEqual(['one', 'in', 'a&b', true, { error: '#N/A' }, -0.0015, 5.1]);
  });

  it('joins rich text and leaves out how it is pronounced', () => {
    const sharedStrings =
      '<si><r><rPr><b/></rPr><t>Net </t></r><r><t xml:space="preserve">value </t></r><rPh sb="0" eb="1"><t>ふりがな</t></rPh><phoneticPr fontId="1"/></si>';

    expect(values('<c t="s"><v>0</v></c>', { sharedStrings })).toEqual(['Net value ']);
    expect(
      values('<c t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r><rPh sb="0" eb="1"><t>x</t></rPh></is></c>'),
    ).toEqual(['ab']);
  });

  it('unescapes the characters that XML cannot hold', () => {
    const escaped = '<si><t>a_x000D_b_x005F_x0041_</t></si>';

    expect(
      values('<c t="s"><v>0</v></c><c t="str"><f>"_x0007_"</f><v>_x0007_</v></c>', { sharedStrings: escaped }),
    ).toEqual(['a\rb_x0041_', '\u0007']);
  });

  it('passes over cells that are only formatted', () => {
    expect(firstSheet({ sheets: [rows('<c s="1"/><c><v>1</v></c>', '<c s="1"/>')] })).toMatchObject({
      rows: 1,
      columns: 2,
      cells: [{ column: 1 }],
    });
  });

  it('reads ISO dates of strict files as serial numbers of the date system', () => {
    const row =
      '<c t="d"><v>2024-01-01</v></c><c t="d"><v>1900-01-01T12:00:00</v></c><c t="d"><v>1900-03-01</v></c><c t="d"><v>T06:00:00</v></c>';

    expect(values(row)).toEqual([45292, 1.5, 61, 0.25]);
    expect(values('<c t="d"><v>2024-01-01</v></c>', { workbook: '<workbookPr date1904="1"/>' })).toEqual([43830]);
  });

  it('counts positions where the file leaves them out, and puts cells in order that are not', () => {
    const counted = firstSheet({
      sheets: [
        '<sheetData><row r="3"><c><v>1</v></c><c r="D3"><v>2</v></c><c><v>3</v></c></row><row><c><v>4</v></c></row></sheetData>',
      ],
    });
    const shuffled = firstSheet({
      sheets: [
        '<sheetData><row r="2"><c r="B2"><v>4</v></c><c r="A2"><v>3</v></c></row><row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>5</v></c></row></sheetData>',
      ],
    });

    expect(counted.cells.map(({ row, column }) => [row, column])).toEqual([
      [2, 0],
      [2, 3],
      [2, 4],
      [3, 0],
    ]);
    expect(shuffled.cells.map(({ row, column, value }) => [row, column, value])).toEqual([
      [0, 0, 1],
      [1, 0, 5],
      [1, 1, 4],
    ]);
    expect(cellAt(shuffled, 1, 1)?.value).toBe(4);
  });

  it('tells the newer errors from #VALUE! by their rich values', () => {
    const stored = values(
      '<c t="e" vm="1"><v>#VALUE!</v></c><c t="e" vm="2"><v>#VALUE!</v></c><c t="e"><v>#VALUE!</v></c>',
      {
        metadata:
          '<metadataTypes count="1"><metadataType name="XLRICHVALUE"/></metadataTypes><futureMetadata name="XLRICHVALUE"><bk><extLst><ext><xlrd:rvb xmlns:xlrd="x" i="0"/></ext></extLst></bk><bk><extLst><ext><xlrd:rvb xmlns:xlrd="x" i="1"/></ext></extLst></bk></futureMetadata><valueMetadata count="2"><bk><rc t="1" v="0"/></bk><bk><rc t="1" v="1"/></bk></valueMetadata>',
        workbookRelationships:
          relationship('r1', 'rdRichValue', 'richData/rv.xml') +
          relationship('r2', 'rdRichValueStructure', 'richData/rvs.xml'),
        parts: {
          'xl/richData/rv.xml':
            '<rvData count="2"><rv s="0"><v>0</v><v>8</v><v>1</v></rv><rv s="1"><v>13</v></rv></rvData>',
          'xl/richData/rvs.xml':
            '<rvStructures><s t="_error"><k n="colOffset" t="i"/><k n="errorType" t="i"/><k n="rwOffset" t="i"/></s><s t="_error"><k n="errorType" t="i"/></s></rvStructures>',
        },
      },
    );

    expect(stored).toEqual([{ error: '#SPILL!' }, { error: '#CALC!' }, { error: '#VALUE!' }]);
  });
});

describe('formulas', () => {
  it('writes a shared formula out in each of its cells, also those before its master', () => {
    const read = firstSheet({
      sheets: [
        rows(
          '<c r="B1"><f t="shared" si="0"/><v>1</v></c>',
          '<c r="B2"><f t="shared" ref="B1:B3" si="0">A2*$C$1&amp;"A2"</f><v>2</v></c>',
          '<c r="B3"><f t="shared" si="0"/><v>3</v></c>',
        ),
      ],
    });

    expect(read.cells.map(({ formula }) => formula?.text)).toEqual(['A1*$C$1&"A2"', 'A2*$C$1&"A2"', 'A3*$C$1&"A2"']);
  });

  it('keeps array formulas apart from dynamic arrays', () => {
    const read = cells(
      '<c><f t="array" ref="A1:A3">B1:B3*2</f><v>1</v></c><c cm="1"><f t="array" ref="B1:B3">_xlfn.SEQUENCE(3)</f><v>1</v></c>',
      {
        metadata:
          '<metadataTypes count="1"><metadataType name="XLDAPR"/></metadataTypes><futureMetadata name="XLDAPR"><bk><extLst><ext><xda:dynamicArrayProperties xmlns:xda="x" fDynamic="1"/></ext></extLst></bk></futureMetadata><cellMetadata count="1"><bk><rc t="1" v="0"/></bk></cellMetadata>',
      },
    );

    expect(read.flatMap(({ formula }) => formula ?? [])).toEqual([
      { text: 'B1:B3*2', array: { ref: 'A1:A3', dynamic: false } },
      { text: '_xlfn.SEQUENCE(3)', array: { ref: 'B1:B3', dynamic: true } },
    ]);
  });

  it('has a cell for every place that an array formula fills, also where the file has only the first', () => {
    const sheet = firstSheet({
      sheets: [
        rows('<c r="A1"><f t="array" ref="A1:B3">D1:E3*2</f></c>', '<c r="B2"><v>7</v></c><c r="C2"><v>8</v></c>'),
      ],
    });

    expect(sheet).toMatchObject({ rows: 3, columns: 3 });
    expect(sheet.cells.map(({ row, column, value }) => [row, column, value])).toEqual([
      [0, 0, undefined],
      [0, 1, undefined],
      [1, 0, undefined],
      [1, 1, 7],
      [1, 2, 8],
      [2, 0, undefined],
      [2, 1, undefined],
    ]);
  });

  it.each(['A1:XFD1048576', 'A1:E1048576'])(
    'refuses an array formula that fills more cells than a workbook may hold: %s',
    (ref) => {
      expect(refusal(xlsx({ sheets: [rows(`<c r="A1"><f t="array" ref="${ref}">1</f></c>`)] }))?.code).toBe(
        'too-large',
      );
    },
  );

  it('reads data tables with one and with two inputs', () => {
    const read = cells(
      '<c><f t="dataTable" ref="A1:A9" dt2D="0" dtr="0" r1="F1"/><v>1</v></c><c><f t="dataTable" ref="B1:B9" dtr="1" r1="F2"/><v>1</v></c><c><f t="dataTable" ref="C1:D9" dt2D="1" dtr="1" r1="F3" r2="F4"/><v>1</v></c>',
    );

    expect(read.flatMap(({ formula }) => formula?.dataTable ?? [])).toEqual([
      { ref: 'A1:A9', columnInput: 'F1' },
      { ref: 'B1:B9', rowInput: 'F2' },
      { ref: 'C1:D9', rowInput: 'F3', columnInput: 'F4' },
    ]);
  });

  it('takes a cell with an empty formula element for a constant, as within a spill', () => {
    expect(cells('<c><f ca="1"/><v>7</v></c>')).toEqual([{ row: 0, column: 0, value: 7 }]);
  });
});

describe('the workbook', () => {
  it('keeps all defined names: local, hidden, broken, constant', () => {
    const { names } = readWorkbook(
      xlsx({
        workbook:
          '<definedNames><definedName name="Rate">Sheet1!$B$3</definedName><definedName name="Rate" localSheetId="0">0.5</definedName><definedName name="Gone" hidden="1">#REF!</definedName><definedName name="F">_xlfn.LAMBDA(_xlpm.x,_xlpm.x&amp;"&lt;")</definedName></definedNames>',
      }),
    );

    expect(names).toEqual([
      { name: 'Rate', formula: 'Sheet1!$B$3', hidden: false },
      { name: 'Rate', formula: '0.5', hidden: false, sheet: 0 },
      { name: 'Gone', formula: '#REF!', hidden: true },
      { name: 'F', formula: '_xlfn.LAMBDA(_xlpm.x,_xlpm.x&"<")', hidden: false },
    ]);
  });

  it('reads how it calculates', () => {
    const settings =
      '<workbookPr date1904="true"/><calcPr calcMode="manual" iterate="1" iterateCount="7" iterateDelta="1E-4" fullPrecision="0" fullCalcOnLoad="1"/>';

    expect(readWorkbook(xlsx({ workbook: settings }))).toMatchObject({
      dateSystem: 1904,
      calculation: {
        mode: 'manual',
        iterate: true,
        iterateCount: 7,
        iterateDelta: 1e-4,
        fullPrecision: false,
        fullCalcOnLoad: true,
      },
    });
    expect(readWorkbook(xlsx())).toMatchObject({
      dateSystem: 1900,
      calculation: {
        mode: 'auto',
        iterate: false,
        iterateCount: 100,
        iterateDelta: 0.001,
        fullPrecision: true,
        fullCalcOnLoad: false,
      },
    });
  });

  it('finds number formats by number and by code, and keeps each once', () => {
    const read = readWorkbook(
      xlsx({
        sheets: [rows('<c s="0"><v>1</v></c><c s="1"><v>1</v></c><c s="2"><v>1</v></c><c s="3"><v>1</v></c>')],
        styles:
          '<numFmts><numFmt numFmtId="164" formatCode="0.0&quot; t&quot;"/></numFmts><cellStyleXfs><xf numFmtId="9"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="10"/><xf numFmtId="164"/><xf numFmtId="10"/></cellXfs>',
      }),
    );

    expect(read.numberFormats).toEqual(['0.00%', '0.0" t"']);
    expect(read.sheets[0]!.cells.map(({ format }) => format)).toEqual([undefined, 0, 1, 0]);
  });

  it('reads tables, merges, hidden rows and sheet states', () => {
    const read = readWorkbook(
      xlsx({
        sheets: [
          '<sheetData><row r="1" hidden="1"><c r="A1"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells>',
          '',
        ],
        sheetAttributes: ['name="A &amp; B" sheetId="3"', 'name="Secret" sheetId="9" state="veryHidden"'],
        sheetRelationships: relationship('t1', 'table', '../tables/any.xml'),
        parts: {
          'xl/tables/any.xml':
            '<table displayName="Sales" name="x" ref="A1:B4" totalsRowCount="1"><tableColumns count="2"><tableColumn id="1" name="Unit_x000a_price"/><tableColumn id="2" name="B"/></tableColumns></table>',
        },
      }),
    );

    expect(read.sheets).toMatchObject([
      { name: 'A & B', state: 'visible', merges: ['A1:B2'], hiddenRows: [0] },
      { name: 'Secret', state: 'veryHidden' },
    ]);
    expect(read.tables).toEqual([
      { name: 'Sales', sheet: 0, ref: 'A1:B4', headerRows: 1, totalsRows: 1, columns: ['Unit\nprice', 'B'] },
    ]);
  });

  it('lists the workbooks it links to in the order of [1], [2]', () => {
    const read = readWorkbook(
      xlsx({
        workbook:
          '<externalReferences><externalReference r:id="e2"/><externalReference r:id="e1"/></externalReferences>',
        workbookRelationships:
          relationship('e1', 'externalLink', 'links/a.xml') + relationship('e2', 'externalLink', 'links/b.xml'),
        parts: {
          'xl/links/a.xml': '<externalLink xmlns:r="r"><externalBook r:id="x"/></externalLink>',
          'xl/links/_rels/a.xml.rels': relationships(
            relationship('x', 'externalLinkPath', 'Prices.xlsx', 'TargetMode="External"'),
          ),
          'xl/links/b.xml': '<externalLink><ddeLink ddeService="Feed" ddeTopic="Live"/></externalLink>',
        },
      }),
    );

    expect(read.externalLinks).toEqual(['Feed|Live', 'Prices.xlsx']);
  });

  it('finds parts by relationships, whatever they are called and whatever the namespaces', () => {
    const strict = 'http://purl.oclc.org/ooxml';
    const bytes = zip({
      '_rels/.rels': `<p:Relationships xmlns:p="x"><p:Relationship Id="a" Type="${strict}/officeDocument/relationships/officeDocument" Target="/Odd/Book"/></p:Relationships>`,
      'odd/book': `<x:workbook xmlns:x="${strict}/spreadsheetml/main" xmlns:rel="${strict}/officeDocument/relationships"><x:sheets><x:sheet name="S" sheetId="1" rel:id="k"/></x:sheets></x:workbook>`,
      'Odd/_rels/Book.rels': `<Relationships><Relationship Id="k" Type="${strict}/officeDocument/relationships/worksheet" Target="../my%20sheets/one.data"/></Relationships>`,
      'my sheets/one.data':
        '<x:worksheet xmlns:x="x"><x:sheetData><x:row r="1"><x:c r="B1" t="str"><x:f>"a"</x:f><x:v>a</x:v></x:c></x:row></x:sheetData></x:worksheet>',
    });

    expect(readWorkbook(bytes).sheets).toMatchObject([
      { name: 'S', cells: [{ column: 1, value: 'a', formula: { text: '"a"' } }] },
    ]);
  });

  it('keeps the place of a chart sheet, since local names refer to sheets by number', () => {
    const bytes = xlsx({
      sheets: ['', rows('<c><v>1</v></c>')],
      parts: {
        'xl/_rels/workbook.xml.rels': relationships(
          relationship('s1', 'chartsheet', 'chartsheets/sheet1.xml') +
            relationship('s2', 'worksheet', 'worksheets/sheet2.xml'),
        ),
      },
    });

    expect(readWorkbook(bytes).sheets.map(({ cells: read }) => read.length)).toEqual([0, 1]);
  });

  it('says which program saved it', () => {
    const bytes = xlsx({
      parts: {
        '_rels/.rels': relationships(
          relationship('a', 'officeDocument', 'xl/workbook.xml') +
            relationship('b', 'extended-properties', 'docProps/app.xml'),
        ),
        'docProps/app.xml':
          '<Properties><Application>Microsoft Excel</Application><AppVersion>16.0300</AppVersion></Properties>',
      },
    });

    expect(readWorkbook(bytes).application).toBe('Microsoft Excel 16.0300');
  });
});

describe('files that are no workbooks', () => {
  const worksheet = (content: string) => xlsx({ parts: { 'xl/worksheets/sheet1.xml': content } });
  const deep = (depth: number) => `<worksheet>${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}</worksheet>`;

  it.each<[string, string, Uint8Array]>([
    ['nothing', 'not-a-zip', new Uint8Array()],
    ['a text', 'not-a-zip', new TextEncoder().encode('a,b\n1,2')],
    ['the start of a workbook', 'not-a-zip', xlsx().subarray(0, 300)],
    ['an old .xls', 'unsupported-format', Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 1, 2, 3, 4)],
    [
      'a protected workbook',
      'encrypted',
      Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, ...[...'EncryptedPackage'].flatMap((letter) => [letter.charCodeAt(0), 0])),
    ],
    [
      'a binary workbook',
      'unsupported-format',
      zip({
        '_rels/.rels': relationships(relationship('a', 'officeDocument', 'xl/workbook.bin')),
        'xl/workbook.bin': 'x',
      }),
    ],
    [
      'an OpenDocument spreadsheet',
      'unsupported-format',
      zip({ mimetype: 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': '<x/>' }),
    ],
    ['any other archive', 'missing-part', zip({ 'a.txt': 'x' })],
    ['a workbook without its main part', 'missing-part', xlsx({ parts: { 'xl/workbook.xml': undefined } })],
    [
      'a workbook without its sheet',
      'missing-part',
      xlsx({ sheets: ['', ''], parts: { 'xl/_rels/workbook.xml.rels': relationships('') } }),
    ],
    [
      'a relationship to nothing',
      'missing-part',
      xlsx({ sheetRelationships: relationship('t', 'table', '../tables/none.xml') }),
    ],
    ['an element that is not closed', 'malformed-xml', worksheet('<worksheet><sheetData>')],
    ['a part that is no XML', 'malformed-xml', worksheet('PK')],
    [
      'bytes that are no UTF-8',
      'malformed-xml',
      xlsx({
        parts: { 'xl/worksheets/sheet1.xml': Uint8Array.of(0x3c, 0x61, 0x3e, 0xff, 0xfe, 0x3c, 0x2f, 0x61, 0x3e) },
      }),
    ],
    ['a document type', 'malformed-xml', worksheet('<!DOCTYPE worksheet [<!ENTITY a "b">]><worksheet>&a;</worksheet>')],
    ['an unknown entity', 'malformed-xml', worksheet('<worksheet>&xxe;</worksheet>')],
    [
      'a cell outside the sheet',
      'malformed-xml',
      worksheet('<worksheet><sheetData><row r="1"><c r="ZZZ1"><v>1</v></c></row></sheetData></worksheet>'),
    ],
    ['elements nested 100,000 deep', 'malformed-xml', worksheet(deep(100_000))],
  ])('refuses %s as %s', (_, code, bytes) => {
    expect(refusal(bytes)).toMatchObject({ code, message: expect.stringMatching(/\w{3}.*\.$/s) });
  });

  it('refuses a part that claims to unpack to more than the limit, without unpacking it', () => {
    const bytes = xlsx();
    // The unpacked size stands at offset 24 of an entry of the central directory, whose signature is PK 1 2.
    for (let at = 0; at < bytes.length - 4; at++) {
      if (bytes[at] === 0x50 && bytes[at + 1] === 0x4b && bytes[at + 2] === 1 && bytes[at + 3] === 2) {
        new DataView(bytes.buffer, bytes.byteOffset).setUint32(at + 24, 0xf0000000, true);
      }
    }

    expect(refusal(bytes)?.code).toBe('too-large');
  });

  it('answers with an error, not a crash, whichever byte is damaged', () => {
    const good = xlsx({ sheets: [rows('<c><f>A2+1</f><v>1</v></c>')], sharedStrings: '<si><t>a</t></si>' });
    for (let at = 0; at < good.length; at += 3) {
      const bytes = good.slice();
      bytes[at] = bytes[at]! ^ 0xff;
      expect(() => refusal(bytes), `byte ${at}`).not.toThrow();
    }
  });
});
