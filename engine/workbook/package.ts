/** The zip package of an Office document: its parts and the relationships between them. */
import { unzipSync } from 'fflate';
import { WorkbookError } from './workbookError.ts';
import { readXml } from './xml.ts';

/** Guards against what would exhaust the memory; real workbooks stay far below. Sizes in bytes. */
const limits = { parts: 20_000, partSize: 512 * 2 ** 20, totalSize: 1024 * 2 ** 20 };

export interface Relationship {
  id: string;
  /** The last word of the type's address: `worksheet`, `table`, ...; the same in strict and transitional files. */
  type: string;
  /** A part's name, or an address where `external`. */
  target: string;
  external: boolean;
}

export interface Package {
  has(part: string): boolean;
  /** The inflated bytes; throws `WorkbookError` missing-part or not-a-zip. */
  read(part: string): Uint8Array;
  /** Of a part, or of the package itself for ''. */
  relationships(part: string): Relationship[];
}

const damaged = () =>
  new WorkbookError(
    'not-a-zip',
    'The file is not a readable .xlsx workbook: its zip archive is damaged. Save it again in Excel.',
  );

/** Part names compare without regard to case. Some programs write `\` or a leading `/`. */
const keyOf = (name: string) => name.replaceAll('\\', '/').replace(/^\/+/, '').toLowerCase();

export function openPackage(bytes: Uint8Array): Package {
  refuseOtherFormats(bytes);
  const entries = new Map<string, { name: string; size: number }>();
  unzip(bytes, (file) => {
    entries.set(keyOf(file.name), { name: file.name, size: file.originalSize });
    if (entries.size > limits.parts) throw tooLarge(`it holds more than ${limits.parts} parts`);
    return false;
  });
  if (entries.size === 0) throw damaged();
  let total = 0;

  const read = (part: string): Uint8Array => {
    const entry = entries.get(keyOf(part));
    if (!entry)
      throw new WorkbookError('missing-part', `The workbook lacks its part ${part}. Save it again in Excel.`, part);
    total += entry.size;
    if (entry.size > limits.partSize || total > limits.totalSize)
      throw tooLarge(`${part} brings it to ${total} bytes unpacked`);
    return unzip(bytes, (file) => file.name === entry.name)[entry.name]!;
  };

  const find = (target: string) => {
    if (entries.has(keyOf(target))) return target;
    try {
      return decodeURI(target);
    } catch {
      return target;
    }
  };

  const relationships = (part: string): Relationship[] => {
    const slash = part.lastIndexOf('/') + 1;
    const folder = part.slice(0, slash);
    const file = `${folder}_rels/${part.slice(slash)}.rels`;
    const found: Relationship[] = [];
    if (!entries.has(keyOf(file))) return found;
    readXml(read(file), file, {
      open(name, { Id = '', Type = '', Target = '', TargetMode }) {
        if (name !== 'Relationship') return;
        const external = TargetMode === 'External';
        const target = external ? Target : find(resolvePath(folder, Target));
        found.push({ id: Id, type: Type.slice(Type.lastIndexOf('/') + 1), target, external });
      },
    });
    return found;
  };

  return { has: (part) => entries.has(keyOf(part)), read, relationships };
}

function unzip(bytes: Uint8Array, filter: (file: { name: string; originalSize: number }) => boolean) {
  try {
    return unzipSync(bytes, { filter });
  } catch (error) {
    if (error instanceof WorkbookError) throw error;
    throw damaged();
  }
}

const tooLarge = (detail: string) =>
  new WorkbookError(
    'too-large',
    `The workbook is too large: ${detail}. Remove sheets or data that the model does not need.`,
  );

/** Older and encrypted workbooks are "compound files"; both deserve a better answer than "not a zip". */
function refuseOtherFormats(bytes: Uint8Array) {
  const starts = (...magic: number[]) => magic.every((byte, i) => bytes[i] === byte);
  if (starts(0xd0, 0xcf, 0x11, 0xe0)) {
    const name = new TextDecoder('latin1').decode(bytes.subarray(0, 1 << 20));
    if (name.includes('E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e')) {
      throw new WorkbookError(
        'encrypted',
        'The workbook is protected by a password. Remove it (File > Info > Protect Workbook).',
      );
    }
    throw new WorkbookError('unsupported-format', 'This is an old .xls workbook. Save it as .xlsx in Excel.');
  }
  if (!starts(0x50, 0x4b)) {
    throw new WorkbookError('not-a-zip', 'The file is not an .xlsx workbook. Save it as .xlsx in Excel.');
  }
}

function resolvePath(folder: string, target: string): string {
  const path: string[] = [];
  for (const step of (target.startsWith('/') ? target : folder + target).replaceAll('\\', '/').split('/')) {
    if (step === '..') path.pop();
    else if (step !== '' && step !== '.') path.push(step);
  }
  return path.join('/');
}
