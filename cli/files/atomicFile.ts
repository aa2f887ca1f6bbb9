/** Files that appear whole or not at all: written beside their place under another name, then renamed. */
import { closeSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { Failure, Mistake, systemCode } from '../failures.ts';
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
  return path === '-' ? standardOutput() : openAtomic(path);
}

function openAtomic(path: string): OutputFile {
  const target = resolve(path);
  if (statSync(target, { throwIfNoEntry: false })?.isDirectory()) {
    throw new Mistake(`${path} is a folder: name a file in it.`);
  }
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
    descriptor = openSync(temporary, 'w');
  } catch (error) {
    forget();
    throw new Mistake(`${path} cannot be written: ${whyUnwritable(systemCode(error), dirname(path))}.`);
  }
  let isWritten = false;
  return {
    path,
    write(bytes) {
      try {
        for (let at = 0; at < bytes.length; ) at += writeSync(descriptor!, bytes, at);
      } catch (error) {
        throw new Failure(`${path} could not be written: ${whyUnwritable(systemCode(error), dirname(path))}.`);
      }
    },
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

function standardOutput(): OutputFile {
  return {
    path: undefined,
    write(bytes) {
      for (let at = 0; at < bytes.length; ) {
        try {
          at += writeSync(1, bytes, at);
        } catch (error) {
          // A pipe whose reader is slower than we are.
          if (systemCode(error) !== 'EAGAIN') throw error;
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
        }
      }
    },
    commit() {},
    discard() {},
  };
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
