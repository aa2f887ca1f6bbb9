import { ensureBuild } from './server/build.ts';

/** Builds the page into web/dist, unless what is there is current: `node web/build.ts`. */
console.log((await ensureBuild()) ? 'Built web/dist.' : 'web/dist is current.');
