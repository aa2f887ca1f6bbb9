/** `npm run tenant`: in which cell organizations are, and what they may have at most. */
import { findCloud } from '../../../events/operate/cloud.ts';
import { cloudHelp, cloudOptions, readArguments, runCommand, UsageError } from '../../../events/operate/commandLine.ts';
import { installedLog } from './installedLog.ts';
import type { TenantCommand } from './tenant/command.ts';
import { list } from './tenant/list.ts';
import { move } from './tenant/move.ts';
import { place } from './tenant/place.ts';
import { plan } from './tenant/plan.ts';
import { purge } from './tenant/purge.ts';
import { recount } from './tenant/recount.ts';
import { show } from './tenant/show.ts';

const commands: Readonly<Record<string, TenantCommand>> = { show, list, place, plan, recount, move, purge };

const options = {
  ...cloudOptions,
  to: { type: 'string' },
  cell: { type: 'string' },
  plan: { type: 'string' },
  limit: { type: 'string', multiple: true },
  reset: { type: 'boolean' },
  apply: { type: 'boolean' },
  wait: { type: 'string' },
  fence: { type: 'string' },
  'purge-after': { type: 'string' },
  abort: { type: 'boolean' },
  early: { type: 'boolean' },
} as const;

const help = `npm run tenant -- COMMAND [options]

${Object.values(commands)
  .map((command) => command.help)
  .join('\n')}

${cloudHelp}

Exit codes: 0 done, 1 failed, 2 something to mend in the command. What cells are: docs/cells.md; how organizations move: docs/moving-a-tenant.md; plans and limits: docs/limits.md.`;

const tenant = async (): Promise<void> => {
  const { values, positionals } = readArguments({ options });
  const [name = '', ...names] = positionals;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) throw new UsageError(name === '' ? 'Which command?' : `There is no ${name} here.`);
  const act = command.read(names, values);
  const cloud = await findCloud(values);
  const print = (value: object, text: string) => console.log(values.json ? JSON.stringify(value) : text);
  await act({ cloud, log: installedLog(cloud), print });
};

await runCommand(help, tenant);
