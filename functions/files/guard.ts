import { failed, ok, type Result } from '../../engine/result.ts';
import { type Finding, openArchive, type Part } from './guard/archive.ts';
import { archiveName, fileKind } from './guard/fileKind.ts';
import { inflatePart } from './guard/inflate.ts';
import { limits as defaultLimits, type Limits } from './guard/limits.ts';
import { quoted, type Reason, reasonFor } from './guard/reasons.ts';
import { isXmlName, noCounts, scanXml, type XmlCounts, xmlEncoding } from './guard/scanXml.ts';

/** What a workbook that passed holds, as measured. */
export interface WorkbookFacts {
  parts: number;
  inflatedBytes: number;
  sheets: number;
  cells: number;
  sharedStrings: number;
}

/**
 * Decides whether an uploaded file is a workbook that is safe to read: what it is by its content, how its package is
 * built, what its parts measure when they are inflated, and what their XML holds. Needs the file's bytes and about
 * 1 MiB besides, whatever they unpack to. Every refusal says what the user can do.
 */
export const guardWorkbook = async (
  bytes: Uint8Array,
  limits: Limits = defaultLimits,
): Promise<Result<WorkbookFacts, Reason[]>> => {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const result = await check(buffer, limits);
  if (result.ok) return result;
  const first = new Map(result.error.map((finding) => [finding.code, finding] as const).toReversed());
  return failed([...first.values()].toReversed().map(({ code, what }) => reasonFor(code, limits, what)));
};

const check = async (bytes: Buffer, limits: Limits): Promise<Result<WorkbookFacts, Finding[]>> => {
  if (bytes.length > limits.fileBytes) return failed([{ code: 'file-too-large' }]);
  const kind = fileKind(bytes);
  if (kind.kind === 'document') return failed([{ code: 'other-document', what: kind.name }]);
  if (kind.kind !== 'zip') return failed([{ code: refusedKinds[kind.kind] }]);

  const opened = await openArchive(bytes, limits);
  if (!opened.ok) return opened;
  const parts = opened.value;
  const stranger = otherPackage(parts);
  if (stranger) return failed([stranger]);

  const counts = noCounts();
  for (const part of parts) {
    const finding = await checkPart(part, counts, limits);
    // The first one is enough: the file is refused, and the rest need not be paid for.
    if (finding) return failed([finding]);
  }
  if (counts.workbooks === 0) return failed([{ code: 'not-a-workbook', what: 'a workbook part' }]);
  return ok({
    parts: parts.length,
    inflatedBytes: parts.reduce((sum, { size }) => sum + size, 0),
    sheets: counts.sheets,
    cells: counts.cells,
    sharedStrings: counts.sharedStrings,
  });
};

const refusedKinds = {
  empty: 'empty-file',
  'old-excel': 'old-format',
  encrypted: 'encrypted-file',
  text: 'text-file',
  unknown: 'unknown-format',
} as const;

/** Packages of other programs, told by a part that only they have. */
const otherPackages: readonly { part: RegExp; finding: Finding }[] = [
  { part: /^xl\/workbook\.bin$/i, finding: { code: 'binary-format' } },
  { part: /^index\/document\.iwa$|^index\.zip$/i, finding: { code: 'numbers-format' } },
  { part: /^word\/document\.xml$/i, finding: { code: 'other-document', what: 'a Word document' } },
  { part: /^ppt\/presentation\.xml$/i, finding: { code: 'other-document', what: 'a PowerPoint presentation' } },
  { part: /^meta-inf\/manifest\.mf$/i, finding: { code: 'other-document', what: 'a Java archive' } },
];

const otherPackage = (parts: readonly Part[]): Finding | null => {
  const document = parts.find(({ name }) => name === 'mimetype')?.compressed.toString('latin1') ?? '';
  if (document.startsWith('application/vnd.oasis.opendocument.spreadsheet')) return { code: 'opendocument-format' };
  if (document.startsWith('application/')) return { code: 'other-document', what: 'an OpenDocument or EPUB file' };
  const other = otherPackages.find(({ part }) => parts.some(({ name }) => part.test(name)));
  if (other) return other.finding;
  const hasContentTypes = parts.some(({ name }) => name.toLowerCase() === '[content_types].xml');
  return hasContentTypes ? null : { code: 'not-a-workbook', what: 'the part "[Content_Types].xml"' };
};

const checkPart = async (part: Part, counts: XmlCounts, limits: Limits): Promise<Finding | null> => {
  const what = quoted(part.name);
  let scan: ReturnType<typeof scanXml> | null = null;
  let isFirst = true;
  return inflatePart(part, (chunk) => {
    if (isFirst) {
      isFirst = false;
      if (archiveName(chunk) && !isExpectedArchive(part.name)) return { code: 'nested-archive', what };
      const encoding = xmlEncoding(chunk);
      if (encoding === null && isXmlName(part.name)) return { code: 'unknown-encoding', what };
      scan = encoding && scanXml(counts, limits, encoding);
    }
    const code = scan?.push(chunk);
    return code ? { code, what } : null;
  });
};

/**
 * Office keeps documents embedded in a sheet as packages in one folder and compresses old vector pictures with gzip.
 * Nothing here ever opens them, so they cost their own bytes only.
 */
const isExpectedArchive = (name: string): boolean =>
  /^xl\/embeddings\/[^/]+\.(docx|docm|xlsx|xlsm|xlsb|pptx|pptm|vsdx)$/i.test(name) ||
  /^xl\/media\/[^/]+\.(emz|wmz)$/i.test(name);
