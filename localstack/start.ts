/**
 * `npm start [-- --cloud localstack|ministack] [--endpoint URL] [--port PORT]`: brings the whole platform up on this machine
 * and keeps it up until Ctrl-C or `npm stop`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { readArguments, runCommand, UsageError } from '../events/operate/commandLine.ts';
import { demoPassword, demoPeople } from './demo.ts';
import { local, python, root } from './places.ts';
import { type Choices, choose, type Platform, platform, readChoices, writeChoices } from './platform.ts';
import { processesIn } from './supervisor/processes.ts';
import { becomeSupervisor, resignAsSupervisor, writeWhole } from './supervisor/runFile.ts';
import { type PartReport, supervise, tailOf } from './supervisor/supervise.ts';

const begun = Date.now();
const say = (line: string): void => console.log(line);

const options = z.object({
  cloud: z.enum(['localstack', 'ministack'], '--cloud is localstack or ministack').optional(),
  endpoint: z.url('--endpoint is an address such as http://127.0.0.1:4566').optional(),
  port: z.coerce.number('--port is a number').int().min(1).max(65_535).optional(),
});

const defaultPorts = { cloud: 4566, web: 9090, oidc: 9190 };

const readOptions = (): z.infer<typeof options> => {
  const { values } = readArguments({
    options: { cloud: { type: 'string' }, endpoint: { type: 'string' }, port: { type: 'string' } },
  });
  const read = options.safeParse(values);
  if (!read.success) throw new UsageError(read.error.issues.map(({ message }) => message).join('\n'));
  return read.data;
};

const start = async (): Promise<void> => {
  const { cloud, endpoint, port } = readOptions();
  const other = await becomeSupervisor(local.supervisor);
  if (other !== null) {
    const last = await readChoices(local);
    say(`Simsheet runs already, since ${new Date(other.startedAt).toISOString()} (process ${other.pid}).`);
    say(`The web page: http://localhost:${last?.ports.web}   its parts: npm run status   end it: npm stop`);
    return;
  }
  const processes = processesIn(local.children);
  const left = await processes.endLeftovers();
  if (left > 0) say(`Ended ${left} ${left === 1 ? 'process' : 'processes'} that an earlier start had left behind.`);

  const last = await readChoices(local);
  const ports = { ...defaultPorts, ...last?.ports, ...(port && { web: port }) };
  const wished = {
    cloud,
    endpoint,
    ports: { ...ports, cloud: ports.cloud || defaultPorts.cloud, oidc: ports.oidc || defaultPorts.oidc },
  };
  const made = await choose(wished, say);
  await writeChoices(local, made);
  if (made.cloud === 'ministack' && made.endpoint === undefined) installMinistack();
  const parts = await platform(local, made);
  say(startLine(made, parts));

  const shown = new Map<string, string>();
  const supervision = supervise(parts.parts, {
    logs: local.logs,
    processes,
    onChange: (reports) => {
      writeWhole(local.status, reports);
      for (const report of reports) tell(report, shown);
    },
  });
  stopOn(['SIGINT', 'SIGTERM', 'SIGHUP'], async () => {
    await supervision.stop();
    resignAsSupervisor(local.supervisor);
  });

  const reports = await supervision.settled();
  const failed = reports.filter(({ state, name }) => state !== 'READY' && name !== 'seed');
  if (failed.length > 0) {
    for (const report of reports.filter(({ state }) => state === 'FAILED')) explain(report);
    await supervision.stop();
    resignAsSupervisor(local.supervisor);
    process.exit(1);
  }
  for (const report of reports.filter(({ state }) => state === 'FAILED')) explain(report);
  say(summary(parts));
};

/** `npm start` has done that where Docker does not answer; not where it does and MiniStack was asked for. */
const installMinistack = (): void => {
  if (existsSync(python)) return;
  const { status } = spawnSync(process.execPath, [join(root, 'localstack', 'prepare.mjs'), '--ministack'], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(1);
};

const cloudNames = { ministack: 'MiniStack', localstack: 'LocalStack' };

const startLine = ({ cloud, endpoint }: Choices, parts: Platform): string =>
  endpoint === undefined
    ? `Starting Simsheet on ${cloudNames[cloud]} (${parts.cloud.endpoint}) ...`
    : `Starting Simsheet on the ${cloudNames[cloud]} at ${endpoint} ...`;

/** One line per part when it is up, and one when it is not any more. */
const tell = ({ name, state, seconds, reason, address }: PartReport, shown: Map<string, string>): void => {
  const before = shown.get(name);
  const line = `${state} ${reason}`;
  if (before === line) return;
  shown.set(name, line);
  if (state === 'READY')
    say(`  ${name.padEnd(10)} ${`${(seconds ?? 0).toFixed(1)} s`.padStart(7)}  ${address ?? ''}`.trimEnd());
  if (state === 'RESTARTING') say(`  ${name.padEnd(10)} ${reason}; trying again`);
};

const explain = ({ name, reason, log }: PartReport): void => {
  say(`\nThe part "${name}" does not come up: it ${reason}. The end of ${log}:`);
  for (const line of tailOf(log)) say(`  | ${line}`);
};

const summary = ({ webUrl, addresses, seeded }: Platform): string => {
  const example = seeded();
  return `
Simsheet is up after ${((Date.now() - begun) / 1000).toFixed(1)} s.

  The web page   ${webUrl}
  Sign in as     ${demoPeople[0].email} or ${demoPeople[1].email}, password ${demoPassword}
  The API        ${webUrl}/api   (direct: ${addresses().apiUrl})
  For curl       curl -H "authorization: Bearer $(npm run -s token)" ${webUrl}/api/users/me
${example === null ? '' : `\n  First simulation: ${example.name}\n                 ${example.headline}\n                 ${webUrl}/simulations/${example.simulationId}\n`}
Parts: npm run status. Logs: ${local.logs}. End: Ctrl-C, or npm stop.`;
};

/** Ends once; asked a second time, at once. */
const stopOn = (signals: NodeJS.Signals[], stop: () => Promise<void>): void => {
  let stopping = false;
  for (const signal of signals) {
    process.on(signal, () => {
      if (stopping) process.exit(130);
      stopping = true;
      say('\nStopping ...');
      void stop().then(() => process.exit(0));
    });
  }
};

const help = `npm start [-- options]

Brings Simsheet up on this machine, with the web page, and keeps it up until Ctrl-C or npm stop.

  --cloud ministack|localstack   on which cloud; LocalStack where a Docker engine answers, else MiniStack
  --endpoint URL                 on the cloud that runs there already
  --port PORT                    of the web page; 9090, or the next that is free`;

await runCommand(help, start);
if (process.exitCode) {
  resignAsSupervisor(local.supervisor);
  process.exit();
}
