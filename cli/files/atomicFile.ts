/**
 * Files that appear whole or not at all: written beside their place under another name, then renamed. What is no file, such as a
 * device or a pipe, is written to as it is: renaming would put a file in its place.
 */
import { closeSync, existsSync, openSync, realpathSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Failure, Mistake, ReaderGone, systemCode } from '../failures.ts';
import { onInterrupt } from '../interruption.ts';

export interface OutputFile {
  /** Undefined for standard output. */
  path: string | undefined;
  write(bytes: Uint8Array): void;
  /** The file takes its name. */
  commit(): void;
  /** The file goes away; after a commit nothing happens. */
  discard(): void;
}

/** Opens a file for writing before anything is computed, so that a place that cannot be written is known at once. `-` is standard output. */
export function openOutput(path: string): OutputFile {
  if (path === '-') return standardOutput();
  if (path.trim() === '') throw new Mistake('A file to write has a name, such as results.csv; yours is empty.');
  const there = statSync(resolve(path), { throwIfNoEntry: false });
  if (there?.isDirectory()) throw new Mistake(`${path} is a folder: name a file in it.`);
  return there && !there.isFile() ? openStream(path) : openAtomic(path);
}

function openAtomic(path: string): OutputFile {
  // Through a link, which stays.
  const target = existsSync(path) ? realpathSync(path) : resolve(path);
  const temporary = join(dirname(target), `.${basename(target)}.${process.pid}.part`);
  let descriptor: number | undefined;
  const close = () => {
    if (descriptor !== undefined) closeSync(descriptor);
    descriptor = undefined;
  };
  const discard = () => {
    close();
    rmSync(temporary, { force: true });
    forget();
  };
  // Before the file is there: an interruption between the two would leave it behind.
  const forget = onInterrupt(discard);
  try {
    descriptor = opened(temporary, path);
  } catch (error) {
    forget();
    throw error;
  }
  let isWritten = false;
  return {
    path,
    write: (bytes) => writeWhole(descriptor!, bytes, path),
    commit() {
      close();
      renameSync(temporary, target);
      isWritten = true;
      forget();
    },
    discard() {
      if (!isWritten) discard();
    },
  };
}

function openStream(path: string): OutputFile {
  const descriptor = opened(path, path);
  return {
    path,
    write: (bytes) => writeWhole(descriptor, bytes, path),
    commit: () => closeSync(descriptor),
    discard() {},
  };
}

const standardOutput = (): OutputFile => ({
  path: undefined,
  write: (bytes) => writeWhole(1, bytes, 'standard output'),
  commit() {},
  discard() {},
});

/** `path` is what the user called it. */
function opened(file: string, path: string): number {
  try {
    return openSync(file, 'w');
  } catch (error) {
    throw new Mistake(`${path} cannot be written: ${whyUnwritable(systemCode(error), dirname(path))}.`);
  }
}

function writeWhole(descriptor: number, bytes: Uint8Array, path: string): void {
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      const code = systemCode(error);
      if (code === 'EPIPE') throw new ReaderGone();
      if (code !== 'EAGAIN') throw new Failure(`${path} could not be written: ${whyUnwritable(code, dirname(path))}.`);
      // A pipe whose reader is slower than we are.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

function whyUnwritable(code: string | undefined, folder: string): string {
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return `there is no folder ${folder}`;
    case 'EACCES':
    case 'EPERM':
      return `you may not write in ${folder}`;
    case 'EROFS':
      return `${folder} is read-only`;
    case 'ENOSPC':
      return 'the disk is full';
    default:
      return code ?? 'the system refuses';
  }
}
