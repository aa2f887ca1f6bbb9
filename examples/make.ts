/** Writes the example workbooks, their requests and the index into this folder: `node examples/make.ts`. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exampleFiles } from './files.ts';

for (const [name, bytes] of await exampleFiles()) {
  await writeFile(join(import.meta.dirname, name), bytes);
  console.log(`${name.padEnd(44)} ${bytes.length.toLocaleString('en-US').padStart(8)} bytes`);
}
