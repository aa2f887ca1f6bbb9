import { execFileSync, spawn } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { Failure } from '../failures.ts';
import { temporaryFolder } from '../simsheet.testkit.ts';
import { openOutput } from './atomicFile.ts';

const bytes = new TextEncoder().encode('a,b\n1,2\n');

function written(path: string): void {
  const file = openOutput(path);
  file.write(bytes);
  file.commit();
}

describe('an output file', () => {
  it('appears whole when it is complete, and not at all when it is given up', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'x.csv');
    const given = openOutput(join(folder, 'y.csv'));
    given.write(bytes);
    given.discard();
    const file = openOutput(path);
    file.write(bytes);
    expect(readdirSync(folder)).not.toContain('x.csv');

    file.commit();

    expect(readdirSync(folder)).toEqual(['x.csv']);
    expect(readFileSync(path, 'utf8')).toBe('a,b\n1,2\n');
  });

  it('is written through a link, which stays one', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'old.csv'), 'old');
    symlinkSync('old.csv', join(folder, 'link.csv'));

    written(join(folder, 'link.csv'));

    expect(lstatSync(join(folder, 'link.csv')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(folder, 'old.csv'), 'utf8')).toBe('a,b\n1,2\n');
  });

  it('takes no place of a pipe, but goes through it', async () => {
    const pipe = join(temporaryFolder(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = spawn('cat', [pipe]);
    const read = text(reader.stdout);

    written(pipe);

    expect(await read).toBe('a,b\n1,2\n');
    expect(statSync(pipe).isFIFO()).toBe(true);
  });

  it.skipIf(!existsSync('/dev/full'))('takes no place of a device, and says what the device says', () => {
    const full = '/dev/full';
    const file = openOutput(full);

    expect(() => file.write(bytes)).toThrow(new Failure('/dev/full could not be written: the disk is full.'));
    file.discard();

    expect(statSync(full).isCharacterDevice()).toBe(true);
  });
});
