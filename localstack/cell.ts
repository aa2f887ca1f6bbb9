/** `npm run cell -- NAME [--remove]`: a dedicated cell of the platform that runs on this machine. */
import { parseArgs } from 'node:util';
import { deployCell, removeCell } from './deployCell.ts';
import { local } from './places.ts';
import { cloudOf, readChoices } from './platform.ts';

const usage = 'npm run cell -- NAME [--remove], with a name of 2 to 14 lower-case letters and digits.';

const cell = async (): Promise<void> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { remove: { type: 'boolean', default: false } },
  });
  const [name, ...rest] = positionals;
  if (name === undefined || rest.length > 0) throw new Error(`Which cell? ${usage}`);
  const made = await readChoices(local);
  if (made === null) throw new Error('Nothing is deployed here yet: npm start');
  const cloud = await cloudOf(local, made);
  if (!(await cloud.healthy().catch(() => false))) throw new Error('Simsheet does not run. Start it: npm start');
  if (values.remove) {
    await removeCell({ cloud, places: local, name });
    console.log(`The cell ${name} is gone.`);
    return;
  }
  await deployCell({ cloud, places: local, name });
  console.log(
    `The cell ${name} is deployed. An organization comes to it by: npm run tenant -- place ORGANIZATION --to ${name}`,
  );
};

try {
  await cell();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
