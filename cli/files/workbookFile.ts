/** The workbook on disk. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Workbook } from '../../engine/index.ts';
import { suggestions } from '../../engine/run/suggest.ts';
import { readWorkbook } from '../../engine/workbook/readWorkbook.ts';
import { WorkbookError } from '../../engine/workbook/workbookError.ts';
import { Mistake, systemCode } from '../failures.ts';

export function readWorkbookFile(path: string): Workbook {
  const bytes = readBytes(path);
  if (bytes.length === 0) throw new Mistake(`${path} is empty.`);
  try {
    return readWorkbook(bytes);
  } catch (error) {
    if (error instanceof WorkbookError) throw new Mistake(`${path} cannot be read: ${whyUnreadable(error, bytes)}`);
    throw error;
  }
}

/** Of a text file more can be said: it is at hand. */
const whyUnreadable = ({ code, message }: WorkbookError, bytes: Uint8Array): string =>
  code === 'not-a-zip' && isText(bytes)
    ? 'This is a text file such as .csv. Open it in Excel and save it as .xlsx.'
    : message;

/** By its beginning: UTF-16 with its mark, as Excel saves Unicode text, or no control characters but those of lines and tabs. */
function isText(bytes: Uint8Array): boolean {
  const start = bytes.subarray(0, 4096);
  const isUtf16 = (start[0] === 0xff && start[1] === 0xfe) || (start[0] === 0xfe && start[1] === 0xff);
  return isUtf16 || start.every((byte) => byte >= 0x20 || (byte >= 0x09 && byte <= 0x0d));
}

function readBytes(path: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(path));
  } catch (error) {
    switch (systemCode(error)) {
      case 'ENOENT':
      case 'ENOTDIR':
        throw new Mistake(`There is no file ${path}.${didYouMean(path)}`);
      case 'EISDIR': {
        const inside = workbooksIn(path)[0];
        const such = inside === undefined ? 'it holds no .xlsx file' : `such as ${join(path, inside)}`;
        throw new Mistake(`${path} is a folder. Name a workbook in it (${such}).`);
      }
      case 'EACCES':
      case 'EPERM':
        throw new Mistake(`${path} may not be read by you: its permissions forbid it.`);
      default:
        throw error;
    }
  }
}

function didYouMean(path: string): string {
  const [found] = suggestions(basename(path), workbooksIn(dirname(path)));
  return found === undefined ? '' : ` Did you mean ${join(dirname(path), found)}?`;
}

function workbooksIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /\.xls[xm]$/i.test(name) && !name.startsWith('~$'));
  } catch {
    return [];
  }
}
