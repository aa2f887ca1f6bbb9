import { formulaText } from './formulaText.ts';
import type { Limits } from './limits.ts';
import type { ReasonCode } from './reasons.ts';

/**
 * A look at an XML part as it streams by: no tree, no strings, a few nanoseconds a byte. It counts what makes reading
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
  names: number;
  formulaCharacters: number;
  workbooks: number;
}

export const noCounts = (): XmlCounts => ({
  elements: 0,
  cells: 0,
  sharedStrings: 0,
  sheets: 0,
  names: 0,
  formulaCharacters: 0,
  workbooks: 0,
});

const limitReasons = [
  ['cells', 'too-many-cells'],
  ['sharedStrings', 'too-many-strings'],
  ['sheets', 'too-many-sheets'],
  ['names', 'too-many-names'],
  ['formulaCharacters', 'too-long-formulas'],
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

const space = 0x20;
const [bang, doubleQuote, apostrophe, dash, slash, colon, less, greater, question, bracket, closingBracket] = [
  0x21, 0x22, 0x27, 0x2d, 0x2f, 0x3a, 0x3c, 0x3e, 0x3f, 0x5b, 0x5d,
];

/** Where the scan stands between two bytes: the states of a tag first, then the rare ones. */
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
const workbook = hashOf('workbook');
const sharedStringTable = hashOf('sst');
const formula = hashOf('f');

type Counter = 'sheets' | 'names' | 'sharedStrings' | 'cells';
type Counted = readonly { name: number; as: Counter }[];
/** What elements count as, by the part's root element; two kinds at most. */
const countedIn: ReadonlyMap<number, Counted> = new Map<number, Counted>([
  [
    workbook,
    [
      { name: hashOf('sheet'), as: 'sheets' },
      { name: hashOf('definedName'), as: 'names' },
    ],
  ],
  [sharedStringTable, [{ name: hashOf('si'), as: 'sharedStrings' }]],
]);
/** A sheet may have any root: worksheets, macro sheets, and what a hostile relationship calls one. */
const countedElsewhere: Counted = [{ name: hashOf('c'), as: 'cells' }];

const declaredLength = 200;
const longestFormulaTag = 2000;

const scanUtf8 = (counts: XmlCounts, limits: Limits): ((chunk: Buffer) => ReasonCode | null) => {
  // `tagFrom` is where the last tag began, counted from this chunk's first byte.
  let at = { state: inText, quote: 0, hash: 0, previous: 0, beforePrevious: 0, depth: 0, tagFrom: 0 };
  let deepest = 0;
  let rooted = false;
  let counted = countedElsewhere;
  const formulas = formulaText();
  let spelledOut = 0;
  // The attributes of a formula's tag, as far as earlier chunks held them.
  let attributes: string | null = null;
  // The text of the XML declaration while it may still come; null once something else has.
  let declaration: string | null = '';

  const root = (name: number): void => {
    rooted = true;
    if (name === workbook) counts.workbooks += 1;
    counted = countedIn.get(name) ?? countedElsewhere;
  };

  const tooMuch = (): ReasonCode | null => {
    counts.formulaCharacters += formulas.characters - spelledOut;
    spelledOut = formulas.characters;
    if (formulas.isObscure || (attributes?.length ?? 0) > longestFormulaTag) return 'too-complex';
    const inSomeTag = at.state >= afterLess && at.state <= inEndTag;
    if (deepest > limits.xmlDepth || (inSomeTag && -at.tagFrom > limits.xmlTagBytes)) return 'too-complex';
    return limitReasons.find(([count]) => counts[count] > limits[count])?.[1] ?? null;
  };

  return (chunk) => {
    // Locals within a chunk: what a closure holds costs a look at memory each time, and here that is for every byte.
    let { state, quote, hash, previous, beforePrevious, depth, tagFrom } = at;
    let top = deepest;
    let [elements, firsts, seconds] = [0, 0, 0];
    // No element has the name 0.
    let [first, second] = [counted[0]?.name ?? 0, counted[1]?.name ?? 0];
    let isFormula = formulas.isOpen;
    let attributesFrom = 0;
    const { length } = chunk;
    let index = 0;
    // One turn takes a text and the tag after it, each part in the order in which it comes: jumping from state to state
    // by a table cost twice the time.
    while (index < length) {
      if (state === inText) {
        const next = find(less, chunk, index);
        if (isFormula) formulas.add(next - index);
        index = next + 1;
        if (next === length) break;
        tagFrom = next;
        state = afterLess;
        if (index === length) break;
      }

      if (state === afterLess) {
        const byte = chunk[index]!;
        previous = 0;
        beforePrevious = 0;
        if (byte !== question) declaration = null;
        if (byte === slash) {
          index += 1;
          depth -= 1;
          state = inEndTag;
          if (isFormula) {
            formulas.end();
            isFormula = false;
          }
        } else if (byte === bang) {
          index += 1;
          state = afterBang;
        } else if (byte === question) {
          index += 1;
          state = inInstruction;
        } else {
          hash = 0;
          state = inName;
        }
      }

      if (state === inName) {
        let next = 0;
        while (index < length) {
          next = chunk[index]!;
          if (next <= space || next === greater || next === slash) break;
          hash = next === colon ? 0 : step(hash, next);
          index += 1;
        }
        if (index === length) break;
        index += 1;
        elements += 1;
        depth += 1;
        if (depth > top) top = depth;
        if (hash === first) firsts += 1;
        else if (hash === second) seconds += 1;
        if (!rooted) {
          root(hash);
          firsts = 0;
          seconds = 0;
          first = counted[0]?.name ?? 0;
          second = counted[1]?.name ?? 0;
        }
        previous = next;
        state = next === greater ? inText : inTag;
        if (hash === formula) {
          if (next === greater) {
            formulas.begin('');
            isFormula = true;
          } else {
            attributes = '';
            attributesFrom = index;
          }
        }
      }

      while (index < length && (state === inTag || state === inQuotes)) {
        if (state === inQuotes) {
          index = find(quote, chunk, index);
          if (index === length) break;
          index += 1;
          previous = 0;
          state = inTag;
          continue;
        }
        const byte = chunk[index]!;
        index += 1;
        if (byte === doubleQuote || byte === apostrophe) {
          quote = byte;
          state = inQuotes;
        } else if (byte === greater) {
          if (previous === slash) depth -= 1;
          state = inText;
          if (attributes !== null) {
            formulas.begin(attributes + chunk.toString('latin1', attributesFrom, index - 1));
            if (previous === slash) formulas.end();
            isFormula = formulas.isOpen;
            attributes = null;
          }
        }
        previous = byte;
      }

      if (state === inEndTag) {
        index = find(greater, chunk, index);
        if (index === length) break;
        index += 1;
        state = inText;
      } else if (state > inEndTag && index < length) {
        const byte = chunk[index]!;
        index += 1;
        if (state === afterBang) {
          if (byte === dash) state = inComment;
          else if (byte === bracket) state = inCharacterData;
          else return 'document-type-definition';
        } else if (state === inComment) {
          if (byte === greater && previous === dash && beforePrevious === dash) state = inText;
        } else if (state === inCharacterData) {
          if (isFormula) formulas.add(1);
          if (byte === greater && previous === closingBracket && beforePrevious === closingBracket) state = inText;
        } else if (byte === greater && previous === question) {
          // A processing instruction; the first one may be the XML declaration.
          state = inText;
          if (declaration !== null && !isKnownEncoding(declaration)) return 'unknown-encoding';
          declaration = null;
        } else if (declaration !== null && declaration.length < declaredLength) {
          declaration += String.fromCharCode(byte);
        }
        beforePrevious = previous;
        previous = byte;
      }
    }
    at = { state, quote, hash, previous, beforePrevious, depth, tagFrom: tagFrom - length };
    deepest = top;
    if (attributes !== null) attributes += chunk.toString('latin1', attributesFrom);
    counts.elements += elements;
    if (counted[0]) counts[counted[0].as] += firsts;
    if (counted[1]) counts[counted[1].as] += seconds;
    return tooMuch();
  };
};

const near = 32;

/** Where the next such byte is, the chunk's length when there is none. Most are near: looking is cheaper than asking. */
const find = (wanted: number, chunk: Buffer, from: number): number => {
  const until = Math.min(from + near, chunk.length);
  for (let index = from; index < until; index += 1) if (chunk[index] === wanted) return index;
  const found = until < chunk.length ? chunk.indexOf(wanted, until) : -1;
  return found < 0 ? chunk.length : found;
};

const isKnownEncoding = (declaration: string): boolean => {
  const [, name] = /^xml\s.*?encoding\s*=\s*["']([^"']*)["']/is.exec(declaration) ?? [];
  return name === undefined || /^(utf-?8|utf-?16(le|be)?|us-ascii|ascii)$/i.test(name);
};
