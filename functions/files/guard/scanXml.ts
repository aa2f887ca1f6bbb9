import type { Limits } from './limits.ts';
import type { ReasonCode } from './reasons.ts';

/**
 * A look at an XML part as it streams by: no tree, no strings, about a nanosecond a byte. It counts what makes reading
 * expensive and stops at what no spreadsheet program writes. It is not a parser: malformed XML that costs nothing
 * passes here and is refused by the reader.
 */
export interface XmlScan {
  /** Takes the next bytes; answers why the part must not be read, as soon as that is known. */
  push(chunk: Buffer): ReasonCode | null;
  readonly counts: XmlCounts;
}

/** What the whole package has so far: one object for all parts. */
export interface XmlCounts {
  elements: number;
  cells: number;
  sharedStrings: number;
  sheets: number;
  workbooks: number;
}

export const noCounts = (): XmlCounts => ({ elements: 0, cells: 0, sharedStrings: 0, sheets: 0, workbooks: 0 });

const limitReasons = [
  ['cells', 'too-many-cells'],
  ['sharedStrings', 'too-many-strings'],
  ['sheets', 'too-many-sheets'],
  ['elements', 'too-complex'],
] as const satisfies readonly (readonly [keyof XmlCounts & keyof Limits, ReasonCode])[];

/** Whether a part must be XML by its name. */
export const isXmlName = (name: string): boolean => /\.(xml|rels|vml)$/i.test(name);

/** How a part's first bytes say it is to be read; null when it is not XML. OPC allows UTF-8 and UTF-16 only. */
export const xmlEncoding = (head: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' | null => {
  const [a, b] = head;
  if ((a === 0xff && b === 0xfe) || (a === 0x3c && b === 0)) return 'utf-16le';
  if ((a === 0xfe && b === 0xff) || (a === 0 && b === 0x3c)) return 'utf-16be';
  const text = head.subarray(0, 256).toString('latin1');
  return /^(\u00ef\u00bb\u00bf)?\s*</.test(text) ? 'utf-8' : null;
};

export const scanXml = (counts: XmlCounts, limits: Limits, encoding: 'utf-8' | 'utf-16le' | 'utf-16be'): XmlScan => {
  const scan = scanUtf8(counts, limits);
  if (encoding === 'utf-8') return { counts, push: scan };
  const decoder = new TextDecoder(encoding);
  return { counts, push: (chunk) => scan(Buffer.from(decoder.decode(chunk, { stream: true }))) };
};

const [tab, newline, carriageReturn, space] = [0x09, 0x0a, 0x0d, 0x20];
const [bang, doubleQuote, apostrophe, dash, slash, colon, less, greater, question, bracket] = [
  0x21, 0x22, 0x27, 0x2d, 0x2f, 0x3a, 0x3c, 0x3e, 0x3f, 0x5b,
];

/** Where the scan stands between two bytes. Numbers, because the loop runs once per byte. */
const inText = 0;
const afterLess = 1;
const inName = 2;
const inTag = 3;
const inQuotes = 4;
const inEndTag = 5;
const afterBang = 6;
const inComment = 7;
const inCharacterData = 8;
const inInstruction = 9;

/** Names are told by a hash of their local part. A collision could only make a file count more than it holds. */
const hashOf = (name: string): number => [...Buffer.from(name)].reduce(step, 0);
const step = (hash: number, byte: number): number => (Math.imul(hash, 31) + byte) | 0;
const names = {
  workbook: hashOf('workbook'),
  sheet: hashOf('sheet'),
  sst: hashOf('sst'),
  si: hashOf('si'),
  c: hashOf('c'),
};
/** What an element counts as, by the part's root element. */
const counted: ReadonlyMap<number, { name: number; count: 'sheets' | 'sharedStrings' | 'cells' }> = new Map([
  [names.workbook, { name: names.sheet, count: 'sheets' }],
  [names.sst, { name: names.si, count: 'sharedStrings' }],
]);
/** A sheet may have any root: worksheets, macro sheets, and what a hostile relationship calls one. */
const inOtherParts = { name: names.c, count: 'cells' } as const;

const declaredLength = 200;

const scanUtf8 = (counts: XmlCounts, limits: Limits): ((chunk: Buffer) => ReasonCode | null) => {
  let state = inText;
  let quote = 0;
  let hash = 0;
  let depth = 0;
  let tagBytes = 0;
  let previous = 0;
  let beforePrevious = 0;
  let rooted = false;
  let wanted: { name: number; count: keyof XmlCounts } = inOtherParts;
  let deepest = 0;
  // The text of the XML declaration while it may still come; null once something else has.
  let declaration: string | null = '';

  const begin = (name: number): void => {
    counts.elements += 1;
    depth += 1;
    if (depth > deepest) deepest = depth;
    if (!rooted) {
      rooted = true;
      if (name === names.workbook) counts.workbooks += 1;
      wanted = counted.get(name) ?? inOtherParts;
    } else if (name === wanted.name) counts[wanted.count] += 1;
  };

  const tooMuch = (): ReasonCode | null => {
    if (deepest > limits.xmlDepth || tagBytes > limits.xmlTagBytes) return 'too-complex';
    return limitReasons.find(([count]) => counts[count] > limits[count])?.[1] ?? null;
  };

  return (chunk) => {
    let index = 0;
    while (index < chunk.length) {
      if (state === inText) {
        const next = chunk.indexOf(less, index);
        if (next < 0) break;
        index = next + 1;
        state = afterLess;
        continue;
      }
      const byte = chunk[index] ?? 0;
      index += 1;
      switch (state) {
        case inTag:
          tagBytes += 1;
          if (byte === greater) {
            if (previous === slash) depth -= 1;
            state = inText;
          } else if (byte === doubleQuote || byte === apostrophe) {
            quote = byte;
            state = inQuotes;
            // The value is skipped as a whole: it may be long, and nothing in it matters.
            const end = chunk.indexOf(quote, index);
            const until = end < 0 ? chunk.length : end;
            tagBytes += until - index;
            index = until;
          }
          previous = byte;
          break;
        case inQuotes:
          tagBytes += 1;
          if (byte === quote) state = inTag;
          previous = 0;
          break;
        case afterLess:
          previous = 0;
          beforePrevious = 0;
          tagBytes = 0;
          if (byte === slash) {
            depth -= 1;
            state = inEndTag;
          } else if (byte === bang) state = afterBang;
          else if (byte === question) state = inInstruction;
          else {
            hash = step(0, byte);
            state = inName;
          }
          if (byte !== question) declaration = null;
          break;
        case inName:
          if (byte === colon) hash = 0;
          else if (byte === greater) {
            begin(hash);
            state = inText;
          } else if (byte === slash || byte === space || byte === newline || byte === carriageReturn || byte === tab) {
            begin(hash);
            previous = byte;
            state = inTag;
          } else hash = step(hash, byte);
          tagBytes += 1;
          break;
        case inEndTag:
          if (byte === greater) state = inText;
          break;
        case afterBang:
          if (byte === dash) state = inComment;
          else if (byte === bracket) state = inCharacterData;
          else return 'document-type-definition';
          break;
        case inComment:
          if (byte === greater && previous === dash && beforePrevious === dash) state = inText;
          beforePrevious = previous;
          previous = byte;
          break;
        case inCharacterData:
          if (byte === greater && previous === 0x5d && beforePrevious === 0x5d) state = inText;
          beforePrevious = previous;
          previous = byte;
          break;
        default:
          // A processing instruction; the first one may be the XML declaration.
          if (byte === greater && previous === question) {
            state = inText;
            if (declaration !== null && !isKnownEncoding(declaration)) return 'unknown-encoding';
            declaration = null;
          } else if (declaration !== null && declaration.length < declaredLength) {
            declaration += String.fromCharCode(byte);
          }
          previous = byte;
      }
    }
    return tooMuch();
  };
};

const isKnownEncoding = (declaration: string): boolean => {
  const [, name] = /^xml\s.*?encoding\s*=\s*["']([^"']*)["']/is.exec(declaration) ?? [];
  return name === undefined || /^(utf-?8|utf-?16(le|be)?|us-ascii|ascii)$/i.test(name);
};
