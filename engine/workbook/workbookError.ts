export type WorkbookErrorCode =
  /** The bytes are no zip archive, or a damaged one. */
  | 'not-a-zip'
  /** Protected by a password. */
  | 'encrypted'
  /** A spreadsheet in another format: .xls, .xlsb, .ods. */
  | 'unsupported-format'
  /** A part that a workbook must have, or one that another part points to, is not there. */
  | 'missing-part'
  | 'malformed-xml'
  | 'too-large';

/** A file that cannot be read as a workbook; the message says what to do. */
export class WorkbookError extends Error {
  override name = 'WorkbookError';
  readonly code: WorkbookErrorCode;
  /** The part of the package at fault, such as `xl/worksheets/sheet1.xml`. */
  readonly part: string | undefined;

  constructor(code: WorkbookErrorCode, message: string, part?: string) {
    super(message);
    this.code = code;
    this.part = part;
  }
}
