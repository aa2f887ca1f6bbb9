import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiText } from './document.ts';
import { permissionsText } from './permissionsText.ts';
import { routeIndexText } from './routeIndex.ts';
import { routeTables } from './routeTables.ts';

/** Writes what is made from the services' route tables: `npm run openapi`. */
const root = join(import.meta.dirname, '..');
writeFileSync(join(root, 'docs/openapi.json'), openApiText(routeTables));
writeFileSync(join(root, 'functions/gateway/edge/routeIndex.json'), routeIndexText(routeTables));
writeFileSync(join(root, 'docs/permissions.md'), permissionsText(routeTables));
console.log('Wrote docs/openapi.json, docs/permissions.md and functions/gateway/edge/routeIndex.json.');
