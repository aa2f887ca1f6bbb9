/** `npm stop`: ends what `npm start` has started, also what a killed one has left behind. */
import { local } from './places.ts';
import { stopLocal } from './stopLocal.ts';

console.log((await stopLocal(local)) ? 'Simsheet has ended.' : 'Simsheet does not run.');
