/** `npm run -s token [-- EMAIL]`: an access token of a demo person, and nothing else, on stdout. */
import { readArguments, runCommand } from '../events/operate/commandLine.ts';
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

const help = `npm run --silent token [-- EMAIL]

An access token of a demo person, and nothing else, for curl: ${demoPeople.map(({ email }) => email).join(', ')}; without EMAIL, of the first.`;

await runCommand(help, async () => {
  const { positionals } = readArguments({ options: {} });
  await print(positionals[0] ?? demoPeople[0].email);
});
