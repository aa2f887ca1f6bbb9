import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const functions = join(import.meta.dirname, '../functions');

/** Of each service, the code of its folder, without tests: it tells who publishes what. */
export const serviceCode = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(functions).map((service) => [
      service,
      readdirSync(join(functions, service), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts') && !/\.(test|testkit)\.ts$/.test(file))
        .map((file) => readFileSync(join(functions, service, file), 'utf8'))
        .join('\n'),
    ]),
  );
