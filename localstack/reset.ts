/** `npm run reset`: ends Simsheet and forgets everything that was stored in it. What was installed stays. */
import { rm } from 'node:fs/promises';
import { local } from './places.ts';
import { stopLocal } from './stopLocal.ts';

await stopLocal(local);
for (const folder of [local.home, local.scratch]) await rm(folder, { recursive: true, force: true });
console.log('Simsheet has forgotten everything. npm start begins anew.');
