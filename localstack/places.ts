import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..');
/** Everything that the local cloud writes is in this folder of the checkout. */
export const simsheetFolder = join(root, '.simsheet');

/** The files of one installation: `npm start` has one, each test run has another. */
export const placesIn = (home: string) => {
  /** A short name that differs between installations on this machine. */
  const id = createHash('sha256').update(home).digest('hex').slice(0, 8);
  return {
    id,
    home,
    logs: join(home, 'logs'),
    children: join(home, 'children'),
    assembly: join(home, 'assembly'),
    cloud: join(home, 'cloud'),
    oidc: join(home, 'oidc'),
    choices: join(home, 'choices.json'),
    status: join(home, 'status.json'),
    supervisor: join(home, 'supervisor.json'),
    outputs: join(home, 'outputs.json'),
    // Outside the checkout: functions are unpacked here, and must not find its node_modules or package.json.
    scratch: join(tmpdir(), `simsheet-${id}`),
  };
};
export type Places = ReturnType<typeof placesIn>;

export const local = placesIn(join(simsheetFolder, 'local'));
export const locks = join(simsheetFolder, 'locks');
export const python = join(simsheetFolder, 'venv', 'bin', 'python');
