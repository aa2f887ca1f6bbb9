import { describe, expect, it } from 'vitest';
import { drawTree } from './drawTree.ts';
import type { LogLine } from './logs.ts';
import { type TraceNode, traceTree } from './traceTree.ts';

const start = Date.parse('2026-03-01T12:00:00Z');
const correlationId = 'cor_1';
const ids = {
  requested: 'evt_01J8ZQ4Y7N8W3V5K2M6R9T0XB1',
  completed: 'evt_01J8ZQ4Y7N8W3V5K2M6R9T0XB2',
  recorded: 'evt_01J8ZQ4Y7N8W3V5K2M6R9T0XB3',
} as const;

const line = (from: string, ms: number, message: string, rest: Record<string, unknown> = {}): LogLine => ({
  from,
  at: start + ms,
  message,
  correlationId,
  ...rest,
});
const published = (from: string, ms: number, id: string, type: string, causationid: string, happened: number) =>
  line(from, ms, 'published', {
    events: [
      {
        id,
        type,
        source: 'simsheet/x',
        time: new Date(start + happened).toISOString(),
        subject: 'sim_1',
        correlationid: correlationId,
        causationid,
        sequence: 1,
      },
    ],
  });

const lines = [
  line('gateway-api', 50, 'access', { method: 'POST', path: '/api/simulations', status: 202, durationMs: 50 }),
  line('simulations-api', 45, 'request', { durationMs: 40 }),
  published('simulations-relay', 120, ids.requested, 'simulation.requested', correlationId, 30),
  line('simulations-onEvent', 200, 'consumed', { eventId: ids.requested, causationId: correlationId, durationMs: 20 }),
  line('simulations-slice', 400, 'slice', { causationId: ids.requested, durationMs: 100 }),
  line('simulations-slice', 500, 'slice', { causationId: ids.requested, durationMs: 150 }),
  published('simulations-relay', 700, ids.completed, 'simulation.completed', ids.requested, 600),
  // The answer was lost, and it was sent again.
  published('simulations-relay', 900, ids.completed, 'simulation.completed', ids.requested, 600),
  line('billing-onEvent', 750, 'message failed', {
    eventId: ids.completed,
    level: 'ERROR',
    error: { message: 'no table\nat line 1' },
  }),
  line('billing-onEvent', 800, 'consumed', { eventId: ids.completed, durationMs: 10 }),
  published('billing-relay', 880, ids.recorded, 'billing.usage_recorded', ids.completed, 799),
];

const outline = ({ label, children }: TraceNode): unknown =>
  children.length === 0 ? label : { [label]: children.map(outline) };

describe('a trace', () => {
  it('leads from the request to its events, to who handled them, and to what followed', () => {
    expect(traceTree(correlationId, lines).map(outline)).toEqual([
      {
        'POST /api/simulations 202': [
          'simulations-api: request',
          {
            'simulation.requested': [
              'simulations-onEvent',
              'simulations-slice: slice',
              {
                'simulation.completed': [
                  'billing-onEvent: message failed',
                  'billing-onEvent',
                  'billing.usage_recorded',
                ],
              },
            ],
          },
        ],
      },
    ]);
  });

  it('does not depend on the order of the lines', () => {
    expect(traceTree(correlationId, lines.toReversed()).map(outline)).toEqual(
      traceTree(correlationId, lines).map(outline),
    );
  });

  it('is drawn with times, durations, delays and errors', () => {
    expect(drawTree(traceTree(correlationId, lines))).toEqual([
      '    0.000 s  POST /api/simulations 202  50 ms',
      '    0.005 s  ├─ simulations-api: request  40 ms',
      '    0.030 s  └─ simulation.requested  sim_1, on the bus after 90 ms',
      '    0.180 s     ├─ simulations-onEvent  20 ms',
      '    0.300 s     ├─ simulations-slice: slice  250 ms  2 times',
      '    0.600 s     └─ simulation.completed  sim_1, on the bus after 100 ms',
      '    0.750 s        ├─ ✗ billing-onEvent: message failed  no table',
      '    0.790 s        ├─ billing-onEvent  10 ms',
      '    0.799 s        └─ billing.usage_recorded  sim_1, on the bus after 81 ms',
    ]);
  });

  it('puts what two requests of one correlation id caused below the one that came before it', () => {
    const second = line('gateway-api', 2050, 'access', { method: 'DELETE', path: '/x', status: 204, durationMs: 50 });
    const event = published('files-relay', 2100, ids.recorded, 'file.deleted', correlationId, 2030);

    expect(traceTree(correlationId, [lines[0]!, second, event]).map(outline)).toEqual([
      'POST /api/simulations 202',
      { 'DELETE /x 204': ['file.deleted'] },
    ]);
  });

  it('shows what is still in an outbox, and why', () => {
    const item = (id: string, type: string, status: string, reason: string | null) => ({
      pk: 'TENANT#org_1#sim_1',
      sk: `OUTBOX#1#${id}`,
      status,
      since: '',
      attempts: 0,
      reason,
      body: JSON.stringify({
        id,
        type,
        source: 'simsheet/x',
        time: new Date(start + 30).toISOString(),
        subject: 'sim_1',
        correlationid: correlationId,
        causationid: correlationId,
        sequence: 1,
      }),
    });
    const waiting = [
      item(ids.requested, 'simulation.requested', 'PENDING', null),
      item(ids.completed, 'simulation.completed', 'PARKED', 'MalformedDetail'),
      // Its mark is late: the log says that it has been sent.
      item(ids.recorded, 'billing.usage_recorded', 'PENDING', null),
    ];
    const sent = published('billing-relay', 60, ids.recorded, 'billing.usage_recorded', correlationId, 30);

    expect(drawTree(traceTree(correlationId, [lines[0]!, sent], waiting))).toEqual([
      '    0.000 s  POST /api/simulations 202  50 ms',
      '    0.030 s  ├─ simulation.requested  sim_1, waits for the bus',
      '    0.030 s  ├─ ✗ simulation.completed  sim_1, parked: MalformedDetail',
      '    0.030 s  └─ billing.usage_recorded  sim_1, on the bus after 30 ms',
    ]);
    expect(traceTree('cor_2', [], waiting)).toEqual([]);
  });

  it('shows what has no known cause at the top, and is empty where nothing is known', () => {
    expect(traceTree(correlationId, [lines[6]!]).map(outline)).toEqual(['simulation.completed']);
    expect(traceTree(correlationId, [])).toEqual([]);
  });
});
