import { bytesInWords, type Limits } from './limits.ts';

/** Why a file was refused: a stable code for programs, and for people what is wrong and what to do about it. */
export interface Reason {
  code: ReasonCode;
  detail: string;
}

const saveAsXlsx = 'save it as .xlsx in Excel (File > Save As > Excel Workbook) and upload that file';
const saveAgain = 'Open it in Excel, save it again as .xlsx and upload the new file.';
const count = (value: number) => value.toLocaleString('en-US');

/** Every reason with its text; `what` names the part, the kind or the count that was found. */
const texts = {
  'empty-file': () => 'The file is empty. Check that it was saved completely and upload it again.',
  'file-too-large': (_what, { fileBytes }) =>
    `The file is larger than ${bytesInWords(fileBytes)}. Remove pictures and unused sheets and upload it again.`,
  'old-format': () => `This is an Excel 97-2003 workbook (.xls): ${saveAsXlsx}.`,
  'binary-format': () => `This is a binary workbook (.xlsb): ${saveAsXlsx}.`,
  'encrypted-file': () =>
    'The workbook is protected by a password. Remove it in Excel (File > Info > Protect Workbook > Encrypt with Password, clear the field), save it and upload it again.',
  'text-file': () =>
    `This is a text file such as .csv, not a workbook. Open it in Excel, add the formulas to simulate, then ${saveAsXlsx}.`,
  'opendocument-format': () =>
    'This is an OpenDocument spreadsheet (.ods): save it as .xlsx in LibreOffice (File > Save As > Excel 2007-365) and upload that file.',
  'numbers-format': () =>
    'This is an Apple Numbers document: export it (File > Export To > Excel, format .xlsx) and upload that file.',
  'other-document': (what) => `This is ${what}, not an Excel workbook. Upload an .xlsx or .xlsm file.`,
  'not-a-workbook': (what) =>
    `This is a ZIP archive without ${what}, not an Excel workbook. Upload an .xlsx or .xlsm file.`,
  'unknown-format': () => 'This is not an Excel workbook. Upload an .xlsx or .xlsm file.',
  'truncated-file': () =>
    'The end of the file is missing: it was cut off while it was copied or uploaded. Upload the whole file again.',
  'damaged-file': (what) => `The file is damaged: ${what}. ${saveAgain}`,
  'too-many-parts': (_what, { entries }) =>
    `The file holds more than ${count(entries)} parts. Remove pictures, charts and unused sheets and upload it again.`,
  'inflates-too-large': (what, { partBytes, inflatedBytes }) =>
    `Unpacked, the file is too large: ${what}. One part may have ${bytesInWords(partBytes)}, all together ${bytesInWords(inflatedBytes)}. Remove data that the model does not need.`,
  'compression-ratio': (what, { compressionRatio }) =>
    `${what} unpacks to more than ${compressionRatio} times its size, as only archives made to do harm do. ${saveAgain}`,
  'duplicate-part': (what) => `The file holds the part ${what} twice, perhaps in upper and lower case. ${saveAgain}`,
  'overlapping-parts': (what) => `The part ${what} lies over another one in the file. ${saveAgain}`,
  'nested-archive': (what) =>
    `The file holds another archive, ${what}. Remove the embedded file in Excel and save it again.`,
  'unsafe-part-name': (what) => `The part name ${what} is not one that Excel writes. ${saveAgain}`,
  'document-type-definition': (what) =>
    `The part ${what} declares a document type or entities, which no spreadsheet program writes. ${saveAgain}`,
  'unknown-encoding': (what) => `The part ${what} is neither UTF-8 nor UTF-16. ${saveAgain}`,
  'too-many-sheets': (_what, { sheets }) =>
    `The workbook has more than ${count(sheets)} sheets. Split it, or keep only the sheets that the model needs.`,
  'too-many-cells': (_what, { cells }) =>
    `The workbook has more than ${count(cells)} cells that hold a value or a format. Remove data that the model does not need, and clear the formats of unused rows and columns.`,
  'too-many-strings': (_what, { sharedStrings }) =>
    `The workbook has more than ${count(sharedStrings)} different texts. Remove data that the model does not need.`,
  'too-many-names': (_what, { names }) =>
    `The workbook has more than ${count(names)} defined names. Delete those that the model does not need in Excel (Formulas > Name Manager), save it and upload it again.`,
  'too-long-formulas': (_what, { formulaCharacters }) =>
    `The workbook's formulas have more than ${count(formulaCharacters)} characters together. Remove cells that the model does not need, or shorten the formulas that are repeated most.`,
  'too-complex': (what) => `The part ${what} is built in a way that would take too long to read. ${saveAgain}`,
} as const satisfies Record<string, (what: string, limits: Limits) => string>;
export type ReasonCode = keyof typeof texts;

export const reasonCodes = Object.keys(texts) as ReasonCode[];

export const reasonFor = (code: ReasonCode, limits: Limits, what = ''): Reason => ({
  code,
  detail: texts[code](what, limits),
});

const longestName = 80;

/** A part's name as it may stand in a text: quoted, one line, not too long, without invisible characters. */
export const quoted = (name: string): string => {
  const visible = name.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '\u{fffd}');
  return `"${visible.length > longestName ? `${visible.slice(0, longestName)}…` : visible}"`;
};
