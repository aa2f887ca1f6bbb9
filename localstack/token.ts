/** `npm run -s token [-- EMAIL]`: an access token of a demo person, and nothing else, on stdout. */
import { demoPeople } from './demo.ts';
import { accessTokenFor } from './people.ts';
import { local } from './places.ts';
import { cloudOf, lastAddresses, readChoices } from './platform.ts';

const print = async (email: string): Promise<void> => {
  const made = await readChoices(local);
  if (made === null) throw new Error('Nothing is deployed here yet: npm start');
  const cloud = await cloudOf(local, made);
  if (!(await cloud.healthy().catch(() => false))) throw new Error('Simsheet does not run. Start it: npm start');
  const addresses = await lastAddresses(local, cloud);
  console.log(await accessTokenFor({ endpoint: cloud.endpoint, addresses, places: local }, email));
};

try {
  await print(process.argv[2] ?? demoPeople[0].email);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
