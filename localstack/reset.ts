/** `npm run reset`: ends Simsheet and forgets everything that was stored in it, once somebody says yes. `-- --yes` says so. */
import { rm } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { local } from './places.ts';
import { stopLocal } from './stopLocal.ts';

const isMeant = async (): Promise<boolean> => {
  if (process.argv.includes('--yes')) return true;
  if (!process.stdin.isTTY) {
    console.error('This deletes every workbook, simulation and result on this machine. Say so: npm run reset -- --yes');
    return false;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await terminal.question('Delete every workbook, simulation and result on this machine? [y/N] ');
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
};

if (await isMeant()) {
  await stopLocal(local);
  for (const folder of [local.home, local.scratch]) await rm(folder, { recursive: true, force: true });
  console.log('Simsheet has forgotten everything. npm start begins anew.');
} else {
  console.log('Nothing was deleted.');
  process.exitCode = 1;
}
