import * as yauzl from 'yauzl';
import { failed, ok, type Result } from '../../../engine/result.ts';
import { bytesInWords, type Limits } from './limits.ts';
import { quoted, type ReasonCode } from './reasons.ts';

/** One part of the package, as its directory describes it; nothing of that is believed before it is measured. */
export interface Part {
  name: string;
  /** Declared bytes after inflating. */
  size: number;
  crc32: number;
  deflated: boolean;
  /** The part's bytes as they stand in the file. */
  compressed: Buffer;
}

export interface Finding {
  code: ReasonCode;
  what?: string;
}

const endSignature = Buffer.from('PK\u0005\u0006', 'latin1');
const endBytes = 22;
const zip64LocatorSignature = 0x07064b50;
const zip64LocatorBytes = 20;
const zip64RecordBytes = 56;
const encryptedFlag = 0x1;
const utf8Flag = 0x800;
const [stored, deflated] = [0, 8];
/** A file with so many faults needs no longer list. */
const enoughFindings = 10;

/**
 * Reads a package's directory and checks its build: number, names, methods, declared sizes and places of its parts.
 * Nothing is inflated here, so that a file built to do harm is refused before it costs anything.
 */
export const openArchive = async (bytes: Buffer, limits: Limits): Promise<Result<Part[], Finding[]>> => {
  const end = findEnd(bytes);
  if (end === null) return failed([{ code: 'truncated-file' }]);
  if (!isUnambiguous(bytes, end)) return failed([{ code: 'damaged-file', what: 'its directories disagree' }]);
  try {
    const zip = await yauzl.fromBufferPromise(bytes, { decodeStrings: false, validateEntrySizes: true });
    if (zip.entryCount > limits.entries) return failed([{ code: 'too-many-parts' }]);
    return await readDirectory(zip, bytes, end, limits);
  } catch (error) {
    return failed([{ code: 'damaged-file', what: quoted(error instanceof Error ? error.message : String(error)) }]);
  }
};

/** Where the end record stands, which the last 64 KiB of a whole file hold; null when it is missing. */
const findEnd = (bytes: Buffer): number | null => {
  const at = bytes.lastIndexOf(endSignature, bytes.length - endBytes);
  return at < 0 || bytes.length - at > endBytes + 0xffff ? null : at;
};

/**
 * Whether every reader sees the same directory: some take the number of parts from one field, some from another, some
 * follow a Zip64 record beside a plain one that says something else.
 */
const isUnambiguous = (bytes: Buffer, end: number): boolean => {
  const [onThisDisk, entries, offset] = [
    bytes.readUInt16LE(end + 8),
    bytes.readUInt16LE(end + 10),
    bytes.readUInt32LE(end + 16),
  ];
  if (onThisDisk !== entries) return false;
  const locator = end - zip64LocatorBytes;
  if (locator < 0 || bytes.readUInt32LE(locator) !== zip64LocatorSignature) return true;
  const record = Number(bytes.readBigUInt64LE(locator + 8));
  if (record + zip64RecordBytes > locator) return false;
  const agrees = (plain: number, unknown: number, at: number) =>
    plain === unknown || BigInt(plain) === bytes.readBigUInt64LE(record + at);
  return agrees(entries, 0xffff, 24) && agrees(entries, 0xffff, 32) && agrees(offset, 0xffffffff, 48);
};

interface Entry {
  part: Part;
  /** Where its header begins and its data ends in the file. */
  from: number;
  to: number;
}

const readDirectory = async (
  zip: yauzl.ZipFile,
  bytes: Buffer,
  end: number,
  limits: Limits,
): Promise<Result<Part[], Finding[]>> => {
  const findings: Finding[] = [];
  const entries: Entry[] = [];
  for await (const entry of zip.eachEntry()) {
    const name = nameOf(entry);
    const method = entry.compressionMethod;
    if (isUnsafe(name)) findings.push({ code: 'unsafe-part-name', what: quoted(name) });
    if (entry.generalPurposeBitFlag & encryptedFlag) findings.push({ code: 'encrypted-file' });
    else if (method !== stored && method !== deflated) {
      findings.push({
        code: 'damaged-file',
        what: `the part ${quoted(name)} has the unknown compression method ${method}`,
      });
    }
    const header = await zip.readLocalFileHeaderPromise(entry);
    if (!entry.fileNameRaw.equals(header.fileName)) {
      findings.push({ code: 'damaged-file', what: `the part ${quoted(name)} has another name in the directory` });
    }
    const to = header.fileDataStart + entry.compressedSize;
    if (to > end) findings.push({ code: 'damaged-file', what: `the part ${quoted(name)} reaches past the end` });
    entries.push({
      part: {
        name,
        size: entry.uncompressedSize,
        crc32: entry.crc32,
        deflated: method === deflated,
        compressed: bytes.subarray(header.fileDataStart, to),
      },
      from: entry.relativeOffsetOfLocalHeader,
      to,
    });
    if (findings.length >= enoughFindings) return failed(findings);
  }
  findings.push(...duplicates(entries), ...overlaps(entries), ...oversized(entries, bytes.length, limits));
  return findings.length > 0 ? failed(findings) : ok(entries.map(({ part }) => part));
};

// Names are decoded as every reader does that ignores the rare "Unicode path" field, which could name another part.
const nameOf = (entry: yauzl.Entry): string =>
  entry.fileNameRaw.toString(entry.generalPurposeBitFlag & utf8Flag ? 'utf8' : 'latin1');

/** Part names are relative paths with forward slashes (ECMA-376 part 2, 6.2.2), and a folder ends with one. */
const isUnsafe = (name: string): boolean =>
  name === '' ||
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /[\u0000-\u001f\u007f\\]|^\/|^[a-z]:/i.test(name) ||
  name.split('/').some((segment, index, all) => (segment === '' && index < all.length - 1) || /^\.+$/.test(segment));

/** Part names that differ only in case are the same (ECMA-376 part 2, 6.2.2.3). */
const duplicates = (entries: readonly Entry[]): Finding[] => {
  const seen = new Set<string>();
  const twice = entries.find(({ part }) => {
    const name = part.name.normalize('NFC').toLowerCase();
    return seen.size === seen.add(name).size;
  });
  return twice ? [{ code: 'duplicate-part', what: quoted(twice.part.name) }] : [];
};

const overlaps = (entries: readonly Entry[]): Finding[] => {
  const inPlace = entries.toSorted((a, b) => a.from - b.from);
  const over = inPlace.find(({ from }, index) => index > 0 && from < inPlace[index - 1]!.to);
  return over ? [{ code: 'overlapping-parts', what: quoted(over.part.name) }] : [];
};

/** What a part itself says may be believed when it is too much. */
const oversized = (entries: readonly Entry[], fileBytes: number, limits: Limits): Finding[] => {
  const parts = entries.map(({ part }) => part);
  const large = parts.find(({ size }) => size > limits.partBytes);
  if (large) return [{ code: 'inflates-too-large', what: `${quoted(large.name)} has ${bytesInWords(large.size)}` }];
  const total = parts.reduce((sum, { size }) => sum + size, 0);
  if (total > limits.inflatedBytes) {
    return [{ code: 'inflates-too-large', what: `all parts have ${bytesInWords(total)}` }];
  }
  const tooDense = (size: number, compressed: number, free: number) =>
    size > Math.max(free, compressed * limits.compressionRatio);
  const dense = parts.find(({ size, compressed }) => tooDense(size, compressed.length, limits.partRatioFreeBytes));
  if (dense) return [{ code: 'compression-ratio', what: `The part ${quoted(dense.name)}` }];
  return tooDense(total, fileBytes, limits.ratioFreeBytes) ? [{ code: 'compression-ratio', what: 'The file' }] : [];
};
