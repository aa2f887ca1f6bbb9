const KiB = 1024;
const MiB = 1024 * KiB;

/**
 * What an uploaded workbook may cost. The function that reads it has 2 GB of memory and some minutes. Measured on one
 * core: 2,000,000 cells take 5 s and 0.5 GB from the file to the model, 500,000 formulas 7 s and as much, so that what
 * passes fits with room for long texts and for workbooks of another build.
 */
export const limits = {
  /** Bytes of the file itself; the presigned upload allows no more. */
  fileBytes: 100 * MiB,
  /** Files in the package. A workbook has a few per sheet, chart and picture. */
  entries: 10_000,
  /** Bytes of one part after inflating. Below the longest string of JavaScript, 512 Mi characters. */
  partBytes: 256 * MiB,
  /** Bytes of all parts after inflating. */
  inflatedBytes: 512 * MiB,
  /** Inflated bytes per compressed byte of a part. Repetitive sheets reach 100; deflate ends at 1,032. */
  compressionRatio: 250,
  /** Inflated bytes up to which the ratio of a part does not matter: unpacking them costs little. */
  partRatioFreeBytes: 16 * MiB,
  /** The same for all parts together: many small bombs are a large one. */
  ratioFreeBytes: 64 * MiB,
  /** Sheets of all kinds. */
  sheets: 1_000,
  /** `<c>` elements in all worksheets: as many as are counted within a second. */
  cells: 1_600_000,
  /** Characters of all formulas, a shared one counted for each cell that has it. A tenth is much. */
  formulaCharacters: 200_000_000,
  /** Defined names. */
  names: 250_000,
  /** `<si>` elements of the shared string table. */
  sharedStrings: 2_000_000,
  /** XML elements in all parts: three or four per cell, and the rest. */
  elements: 15_000_000,
  /** Levels of nested XML elements. Excel's own stay below 30. */
  xmlDepth: 256,
  /** Bytes of one XML tag with its attributes. The longest are lists of ranges of a conditional format. */
  xmlTagBytes: MiB,
} as const;
export type Limits = Record<keyof typeof limits, number>;

/** `104857600` as `100 MiB`. */
export const bytesInWords = (bytes: number): string => `${Math.round(bytes / MiB).toLocaleString('en-US')} MiB`;
