/** `npm run status [-- --json]`: the parts of the platform on this machine. */
import { readFile } from 'node:fs/promises';
import { readArguments, runCommand } from '../events/operate/commandLine.ts';
import { local } from './places.ts';
import { runningSupervisor } from './supervisor/runFile.ts';
import type { PartReport } from './supervisor/supervise.ts';

const help = `npm run status [-- --json]

The parts of Simsheet on this machine: whether each is up, since when, its address and its log file.

  --json   for programs`;

const age = (since: string): string => {
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(since)) / 1000));
  return seconds < 120
    ? `${seconds} s`
    : seconds < 7200
      ? `${Math.round(seconds / 60)} min`
      : `${Math.round(seconds / 3600)} h`;
};

const rows = (parts: readonly PartReport[]): string[][] => [
  ['PART', 'STATE', 'FOR', 'RESTARTS', 'ADDRESS', 'LOG'],
  ...parts.map(({ name, state, since, restarts, address, log }) => [
    name,
    state,
    age(since),
    String(restarts),
    address ?? '',
    log,
  ]),
];

const table = (cells: string[][]): string => {
  const widths = cells[0]!.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

await runCommand(help, async () => {
  const { values } = readArguments({ options: { json: { type: 'boolean', default: false } } });

  const supervisor = runningSupervisor(local.supervisor);
  const written: PartReport[] = JSON.parse(await readFile(local.status, 'utf8').catch(() => '[]'));
  // What a killed supervisor wrote last is not so any more.
  const parts =
    supervisor === null ? written.map((part): PartReport => ({ ...part, state: 'STOPPED', pid: null })) : written;
  if (values.json) {
    console.log(JSON.stringify(parts, null, 2));
  } else {
    if (supervisor === null) console.log('Simsheet does not run. Start it: npm start');
    if (parts.length > 0) console.log(table(rows(parts)));
    for (const { name, reason } of parts.filter(({ state }) => state === 'FAILED')) console.log(`${name} ${reason}`);
  }
});
