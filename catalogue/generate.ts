import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brokenBy } from './breakages.ts';
import { catalogueOf } from './catalogue.ts';
import { domains, subscriptions } from './domains.ts';
import { filesOf } from './files.ts';
import { problemsOf } from './problems.ts';
import { publishedSchemas } from './published.ts';
import { serviceCode } from './serviceCode.ts';

/** Writes docs/events.md and docs/events/, unless something is wrong with the events: `npm run catalogue`. */
const docs = join(import.meta.dirname, '../docs');
const entries = catalogueOf(domains, subscriptions);
const { texts, schemas } = filesOf(entries);
const problems = [...problemsOf(entries, subscriptions, serviceCode()), ...brokenBy(schemas, publishedSchemas())];
if (problems.length > 0) {
  console.error(problems.join('\n'));
  process.exit(1);
}
rmSync(join(docs, 'events'), { recursive: true, force: true });
mkdirSync(join(docs, 'events'));
for (const [name, text] of Object.entries(texts)) writeFileSync(join(docs, name), text);
console.log(`Wrote docs/events.md and ${Object.keys(schemas).length} schemas into docs/events/.`);
