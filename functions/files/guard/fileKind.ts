/** What a file is by its first bytes; names and media types prove nothing. */
export type FileKind =
  | { kind: 'zip' }
  | { kind: 'empty' }
  | { kind: 'old-excel' }
  | { kind: 'encrypted' }
  | { kind: 'text' }
  | { kind: 'document'; name: string }
  | { kind: 'unknown' };

const zipEntry = [0x50, 0x4b, 0x03, 0x04];
const zipEmpty = [0x50, 0x4b, 0x05, 0x06];
/** Compound File Binary, [MS-CFB] 2.2: old Office documents and encrypted new ones. */
const compoundFile = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

const archives: { name: string; magic: readonly number[] }[] = [
  { name: 'a ZIP archive', magic: zipEntry },
  { name: 'an empty ZIP archive', magic: zipEmpty },
  { name: 'a RAR archive', magic: [0x52, 0x61, 0x72, 0x21, 0x1a, 0x07] },
  { name: 'a 7z archive', magic: [0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c] },
  { name: 'a gzip archive', magic: [0x1f, 0x8b, 0x08] },
  { name: 'an xz archive', magic: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] },
  { name: 'a bzip2 archive', magic: [0x42, 0x5a, 0x68] },
  { name: 'a Zstandard archive', magic: [0x28, 0xb5, 0x2f, 0xfd] },
];

const documents: { name: string; magic: readonly number[] }[] = [
  ...archives,
  { name: 'a PDF document', magic: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { name: 'a PNG picture', magic: [0x89, 0x50, 0x4e, 0x47] },
  { name: 'a JPEG picture', magic: [0xff, 0xd8, 0xff] },
  { name: 'a GIF picture', magic: [0x47, 0x49, 0x46, 0x38] },
  { name: 'a Windows program', magic: [0x4d, 0x5a] },
  { name: 'a Linux program', magic: [0x7f, 0x45, 0x4c, 0x46] },
];

export const fileKind = (bytes: Buffer): FileKind => {
  if (bytes.length === 0) return { kind: 'empty' };
  if (startsWith(bytes, zipEntry)) return { kind: 'zip' };
  if (startsWith(bytes, compoundFile)) return compoundKind(bytes);
  const document = documents.find(({ magic }) => startsWith(bytes, magic));
  // Two or three letters of a text may look like the first bytes of something else.
  if (document && (document.magic.length > 3 || !looksLikeText(bytes)))
    return { kind: 'document', name: document.name };
  if (!looksLikeText(bytes)) return { kind: 'unknown' };
  const head = bytes.subarray(0, 1024).toString('latin1').toLowerCase();
  if (head.includes('urn:schemas-microsoft-com:office:spreadsheet')) {
    return { kind: 'document', name: 'an XML Spreadsheet 2003 file' };
  }
  if (/<!doctype html|<html|<table/.test(head))
    return { kind: 'document', name: 'a web page saved under the name of a workbook' };
  return { kind: 'text' };
};

/** The archive that these bytes begin, if any. Shorter ones than four bytes are told by chance too often. */
export const archiveName = (bytes: Buffer): string | undefined =>
  archives.find(({ magic }) => startsWith(bytes, magic))?.name;

const startsWith = (bytes: Buffer, magic: readonly number[]): boolean =>
  magic.every((byte, index) => bytes[index] === byte);

const compoundKind = (bytes: Buffer): FileKind => {
  if (hasStream(bytes, 'EncryptedPackage')) return { kind: 'encrypted' };
  if (hasStream(bytes, 'Workbook') || hasStream(bytes, 'Book')) return { kind: 'old-excel' };
  if (hasStream(bytes, 'WordDocument')) return { kind: 'document', name: 'a Word 97-2003 document' };
  if (hasStream(bytes, 'PowerPoint Document')) return { kind: 'document', name: 'a PowerPoint 97-2003 presentation' };
  return { kind: 'unknown' };
};

/**
 * Whether a directory entry of a compound file has this name. [MS-CFB] 2.6.1: entries are 128 bytes long and aligned,
 * begin with the name in UTF-16LE and hold its length in bytes, with the terminator, at offset 64. Looking for that
 * needs no walk along sector chains, which a hostile file could bend into circles.
 */
const hasStream = (bytes: Buffer, name: string): boolean => {
  const encoded = Buffer.from(`${name}\0`, 'utf16le');
  for (let at = 0; at + directoryEntryBytes <= bytes.length; at += directoryEntryBytes) {
    const isName = bytes[at + 64] === encoded.length && bytes[at] === encoded[0] && bytes[at + 65] === 0;
    if (isName && bytes.compare(encoded, 0, encoded.length, at, at + encoded.length) === 0) return true;
  }
  return false;
};

const directoryEntryBytes = 128;

/** No control characters but tab and line ends in the first kilobytes; UTF-16 with its mark counts as text. */
const looksLikeText = (bytes: Buffer): boolean => {
  const head = bytes.subarray(0, 4096);
  if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) return true;
  return head.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
};
