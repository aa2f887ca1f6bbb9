import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { reasonCodes } from './guard/reasons.ts';
import { guardWorkbook } from './guard.ts';
import { guardCosts } from './guardCost.testkit.ts';
import {
  hostileFiles,
  sheetXml,
  workbook,
  workbookAnd,
  workbookParts,
  workbookWithCells,
  zip,
} from './hostile.testkit.ts';

const codesOf = async (bytes: Buffer) => {
  const verdict = await guardWorkbook(bytes);
  return verdict.ok ? [] : verdict.error.map(({ code }) => code);
};

describe('the guard', () => {
  it('lets a workbook pass and tells what it measured', async () => {
    const verdict = await guardWorkbook(workbook());

    const inflatedBytes = workbookParts().reduce((sum, { data }) => sum + data.length, 0);
    expect(verdict).toEqual({ ok: true, value: { parts: 6, inflatedBytes, sheets: 1, cells: 5, sharedStrings: 2 } });
  });

  it.each(hostileFiles.filter(({ costly }) => !costly))('refuses $name', async ({ bytes, code }) => {
    expect(await codesOf(bytes())).toContain(code);
  });

  it('gives every reason that it knows for some file', () => {
    expect(new Set(hostileFiles.map(({ code }) => code))).toEqual(new Set(reasonCodes));
  });

  it.each(hostileFiles.slice(0, 20))('says what to do about $name', async ({ bytes }) => {
    const verdict = await guardWorkbook(bytes());

    for (const { detail } of verdict.ok ? [] : verdict.error) {
      expect(detail).toMatch(/\b(upload|save|export|remove|open)\b/i);
    }
  });

  it('names all faults of a directory at once', async () => {
    const bytes = workbookAnd({ name: '../x', data: 'x' }, { name: 'xl/workbook.xml', data: '<workbook/>' });

    expect(await codesOf(bytes)).toEqual(['unsafe-part-name', 'duplicate-part']);
  });

  it('allows 1,000,000 cells and counts them', async () => {
    expect(await guardWorkbook(workbookWithCells(1_000_000))).toMatchObject({ ok: true, value: { cells: 1_000_000 } });
  });

  it('counts cells under a namespace prefix and in parts of any name', async () => {
    const bytes = workbookAnd({
      name: 'xl/any.thing',
      data: '<x:worksheet><x:c/><x:c r="A1"\n/><x:col/><x:c>1</x:c></x:worksheet>',
    });

    expect(await guardWorkbook(bytes)).toMatchObject({ ok: true, value: { cells: 5 + 3 } });
  });

  it('is not misled by markup within comments, character data, instructions and attributes', async () => {
    const rows =
      '<!-- <!DOCTYPE x> <c/> -- -> --><row r="1" x="<c/>" y=\'/>\'><c t="str"><v><![CDATA[<!ENTITY <c> ]] >]]></v></c><?x <c/> ?></row>';

    expect(await guardWorkbook(workbook({ 'xl/worksheets/sheet1.xml': sheetXml(rows) }))).toMatchObject({
      ok: true,
      value: { cells: 1 },
    });
  });

  it('lets documents embedded in a sheet, compressed pictures and macros pass', async () => {
    const bytes = workbookAnd(
      { name: 'xl/embeddings/Document1.docx', data: zip([{ name: 'word/document.xml', data: '<w/>' }]) },
      { name: 'xl/media/image1.emz', data: Buffer.from('1f8b0800', 'hex') },
      { name: 'xl/vbaProject.bin', data: Buffer.from('d0cf11e0a1b11ae1', 'hex') },
      { name: 'xl/empty.xml', data: '' },
    );

    expect(await codesOf(bytes)).toEqual([]);
  });

  it('lets a part pass that is very compressible but small', async () => {
    const rows = '<row/>'.repeat(500_000);

    expect(await codesOf(workbook({ 'xl/worksheets/sheet1.xml': sheetXml(rows) }))).toEqual([]);
  });

  it('keeps names out of its texts that could deceive a reader', async () => {
    const verdict = await guardWorkbook(workbookAnd({ name: `xl/\u{202e}\n${'x'.repeat(500)}.xml`, data: '<a/>' }));

    const [reason] = verdict.ok ? [] : verdict.error;
    expect(reason?.detail).not.toMatch(/[\n\u{202e}]/u);
    expect(reason?.detail.length).toBeLessThan(300);
  });
});

describe('the guard on mutations of a workbook', () => {
  const original = workbook();

  it('never crashes, whatever bytes change', async () => {
    const mutation = fc.record({ at: fc.nat(original.length - 1), byte: fc.nat(255) });

    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 12 }), async (mutations) => {
        const bytes = Buffer.from(original);
        for (const { at, byte } of mutations) bytes[at] = byte;

        const verdict = await guardWorkbook(bytes);

        if (!verdict.ok) expect(verdict.error).not.toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('never crashes, whatever is cut out or put in', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(original.length),
        fc.nat(original.length),
        fc.uint8Array({ maxLength: 60 }),
        async (from, length, inserted) => {
          const bytes = Buffer.concat([original.subarray(0, from), inserted, original.subarray(from + length)]);

          const verdict = await guardWorkbook(bytes);

          if (!verdict.ok) expect(verdict.error).not.toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('never lets a part pass that changed within its data', async () => {
    const part = {
      name: 'xl/extra.bin',
      data: 'The quick brown fox jumps over the lazy dog',
      method: 'store',
    } as const;
    const whole = workbookAnd(part);
    const start = whole.indexOf(part.data);

    await fc.assert(
      fc.asyncProperty(fc.nat(part.data.length - 1), fc.integer({ min: 1, max: 255 }), async (at, difference) => {
        const bytes = Buffer.from(whole);
        bytes[start + at] = (bytes[start + at] ?? 0) ^ difference;

        expect(await codesOf(bytes)).toEqual(['damaged-file']);
      }),
      { numRuns: 100 },
    );
  });
});

const corpus = process.env.SIMSHEET_CORPUS ?? '../shared/corpus';

describe('the guard on workbooks of others', () => {
  it.skipIf(!existsSync(corpus))(
    `lets every workbook of ${corpus} pass`,
    async () => {
      const files = readdirSync(corpus, { recursive: true, encoding: 'utf8' }).filter((name) =>
        /\.xls[xm]$/.test(name),
      );

      const refused: unknown[] = [];
      for (const file of files) {
        const verdict = await guardWorkbook(readFileSync(join(corpus, file)));
        if (!verdict.ok) refused.push({ file, reasons: verdict.error });
      }

      expect(refused).toEqual([]);
      expect(files.length).toBeGreaterThan(0);
    },
    30_000,
  );
});

describe('what a hostile file costs', () => {
  let costs: Awaited<ReturnType<typeof guardCosts>>;
  beforeAll(async () => {
    costs = await guardCosts();
  });
  afterAll(() => costs.end());

  // How long it takes is measured by "npm run bench -- guard": time depends on what else the machine does.
  it.each(hostileFiles.filter(({ costly }) => costly))(
    'is less than 200 MB, and a refusal, for $name',
    ({ bytes, code }) => {
      const { codes, megabytes } = costs.measure(bytes());

      expect(codes).toContain(code);
      if (process.platform === 'linux') expect(megabytes).toBeLessThan(200);
    },
    60_000,
  );
});
