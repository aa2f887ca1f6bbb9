import { beforeAll, describe, expect, inject, it } from 'vitest';
import { logSearch } from '../../events/operate/logs.ts';
import { type TraceNode, traceTree } from '../../events/operate/traceTree.ts';
import { clientSettings } from '../../localstack/clouds.ts';
import { newId } from '../../shared/ids.ts';
import { apiWith, until } from '../support/api.ts';
import { follow, operate } from '../support/command.ts';
import { asAda } from '../support/people.ts';
import { exampleBytes, exampleRequest, hasEnded, workbookType } from '../support/simulate.ts';

const example = 'own-randomness';
/** Somebody's request, as its correlation id and W3C trace say. */
const ids = { upload: newId('cor'), simulate: newId('cor'), remove: newId('cor') };
const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const headersOf = (correlationId: string) => ({
  'x-correlation-id': correlationId,
  traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
});

const search = logSearch({ client: clientSettings(inject('cloud').endpoint), name: 'simsheet' });
const since = Date.now() - 60_000;
const traced = async (correlationId: string): Promise<TraceNode[]> =>
  traceTree(correlationId, await search({ text: correlationId, since }));

const all = (nodes: readonly TraceNode[]): TraceNode[] => nodes.flatMap((node) => [node, ...all(node.children)]);

/** Each event with the one that caused it, a request being what has no cause. */
const causes = (nodes: readonly TraceNode[], cause = 'request'): string[] =>
  nodes.flatMap(({ kind, label, children }) => [
    ...(kind === 'event' ? [`${cause} -> ${label}`] : []),
    ...causes(children, kind === 'event' ? label : cause),
  ]);

/** Events by their type and workers by their name. */
const namesIn = (nodes: readonly TraceNode[]) => all(nodes).map(({ label }) => label.split(':')[0]);

/** Asks until these events and workers are told of: what follows from a request comes after its answer. */
const tracedTo = async (correlationId: string, ...names: string[]): Promise<TraceNode[]> => {
  for (let attempt = 1; ; attempt += 1) {
    const tree = await traced(correlationId);
    const told = namesIn(tree);
    if (names.every((name) => told.includes(name))) return tree;
    if (attempt === 60) throw new Error(`only ${told.join(', ')} of ${names.join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
};

beforeAll(async () => {
  const api = asAda();
  const { body: file } = await api('/api/files', {
    body: Buffer.from(await exampleBytes(example)),
    headers: { 'content-type': workbookType, 'x-file-name': 'traced.xlsx', ...headersOf(ids.upload) },
  });
  await until(
    () => api(`/api/files/${file.fileId}`),
    ({ body }) => body.status === 'READY',
  );
  const request = { ...(await exampleRequest(example)), fileId: file.fileId, iterations: 1000 };
  const { body: simulation } = await api('/api/simulations', { json: request, headers: headersOf(ids.simulate) });
  await until(() => api(`/api/simulations/${simulation.simulationId}`), hasEnded);
  await api(`/api/simulations/${simulation.simulationId}`, { method: 'DELETE', headers: headersOf(ids.remove) });
});

describe('the trace of a request', () => {
  it('leads from an upload to what was found in it', async () => {
    const tree = await tracedTo(ids.upload, 'file.parsed');

    expect(causes(tree)).toEqual(['request -> file.uploaded', 'file.uploaded -> file.parsed']);
    expect(tree[0]?.label).toBe('POST /api/files 202');
  });

  it('leads from a simulation through its workflow to what was billed and told', async () => {
    const workers = ['simulations-api', 'simulations-prepare', 'simulations-complete', 'results-take'];
    const tree = await tracedTo(ids.simulate, 'billing.usage_recorded', 'notification.sent', ...workers);

    // How often a run says how far it is depends on how fast it is.
    const told = causes(tree).filter((cause) => !cause.endsWith('simulation.progress'));
    expect(new Set(told)).toEqual(
      new Set([
        'request -> simulation.requested',
        'simulation.requested -> simulation.started',
        'simulation.requested -> results.generated',
        'simulation.requested -> simulation.completed',
        'simulation.completed -> billing.usage_recorded',
        'simulation.completed -> notification.sent',
      ]),
    );
    const handled = all(tree).filter(({ kind }) => kind === 'handling');
    expect(new Set(handled.map(({ label }) => label))).toEqual(
      new Set(['simulations-onEvent', 'billing-onEvent', 'notifications-onEvent']),
    );
  });

  it('of a deletion is its own, not that of what is deleted', async () => {
    const tree = await tracedTo(ids.remove, 'simulation.deleted');

    expect(causes(tree)).toEqual(['request -> simulation.deleted']);
  });

  it('has the W3C trace of the request in every event', async () => {
    const { code, stdout, stderr } = await operate('events', '--since', '10m', '--data', '--json');
    expect(code, stderr).toBe(0);
    const events = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const ours = events.filter(({ correlationid }) => Object.values(ids).includes(correlationid));

    expect(new Set(ours.map(({ type }) => type)).size).toBeGreaterThanOrEqual(9);
    expect(
      ours.filter(({ traceparent }) => !traceparent?.startsWith(`00-${traceId}-`)).map(({ type }) => type),
    ).toEqual([]);
  });

  it('is on every line that a consumer logs', async () => {
    const lines = await search({ text: 'message', since, endingIn: '-onEvent' });

    expect(lines.length).toBeGreaterThanOrEqual(3);
    expect(lines.filter(({ correlationId }) => typeof correlationId !== 'string')).toEqual([]);
  });

  it('is drawn for people', async () => {
    const { code, stdout } = await operate('trace', ids.upload);

    expect(code).toBe(0);
    expect(stdout).toMatch(/^ +0\.000 s {2}POST \/api\/files 202 {2}\d+ ms\n/);
    expect(stdout).toMatch(/└─ file\.parsed {2}fil_\w+, on the bus after \d+ ms/);
  });

  it('of an id that nobody knows is a wrong use, and the latest requests are told', async () => {
    await apiWith(inject('cloud').tokens.ada)('/api/users/me', { headers: { 'x-correlation-id': 'known-here' } });

    const { code, stderr } = await operate('trace', newId('cor'));

    expect(code).toBe(2);
    expect(stderr).toMatch(/say nothing of cor_\w+\. The latest requests:\n(.*\n)* {2}known-here {2}GET/);
  });
});

describe('the events', () => {
  it('are shown as they come, until Ctrl-C', async () => {
    const following = follow('--type', 'file.*', '--json');
    await following.started();
    const headers = { 'content-type': workbookType, 'x-file-name': 'no-workbook.xlsx' };
    const { body } = await asAda()('/api/files', { body: 'no workbook', headers });

    const lines = await following.lines(2);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { type: 'file.uploaded', subject: body.fileId },
      { type: 'file.rejected', subject: body.fileId },
    ]);
    expect(await following.interrupt()).toBe(0);
  });

  it('can be put on the bus again, and what was done about them is not done twice', async () => {
    const api = asAda();
    const before = (await api('/api/billing/usage')).body.total;
    const replayed = await operate('events', '--type', 'simulation.completed', '--since', '5m', '--replay', '--json');
    expect(replayed.code, replayed.stderr).toBe(0);
    const ids = replayed.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).id);
    expect(ids.length).toBeGreaterThanOrEqual(1);

    // The consumers log each as consumed once more.
    await expect
      .poll(
        async () => {
          // It may have been consumed for the first time long before these tests.
          const lines = await search({ text: ids[0], since: since - 5 * 60_000, endingIn: 'billing-onEvent' });
          return lines.filter(({ message }) => message === 'consumed').length;
        },
        { timeout: 30_000 },
      )
      .toBe(2);
    expect((await api('/api/billing/usage')).body.total).toEqual(before);
  });
});
