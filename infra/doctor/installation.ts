import type { Finding } from './finding.ts';

const settled = /^(CREATE|UPDATE|IMPORT)_COMPLETE$/;

/** Whether a stack is there, and its last deployment ended well. */
export const stackFinding = (name: string, status: string | undefined): Finding => ({
  check: `stack ${name}`,
  ...(status === undefined
    ? { outcome: 'failed', detail: 'It is not deployed.' }
    : settled.test(status)
      ? { outcome: 'ok', detail: status }
      : { outcome: 'failed', detail: `Its last deployment did not end well: ${status}.` }),
});

/** What the gateway says of the services. */
export const healthFindings = (services: Record<string, string>): Finding[] =>
  Object.entries(services).map(([service, status]) => ({
    check: `health of ${service}`,
    outcome: status === 'HEALTHY' ? 'ok' : 'failed',
    detail: status,
  }));

export interface AlarmState {
  name: string;
  /** Names the impact and a runbook. */
  description: string;
}

export const alarmFindings = (all: number, raised: readonly AlarmState[]): Finding[] =>
  raised.length === 0
    ? [{ check: 'alarms', outcome: 'ok', detail: `none of ${all} is raised` }]
    : raised.map(({ name, description }) => ({
        check: `alarm ${name}`,
        outcome: 'failed',
        detail: description.replaceAll('\n', '. '),
      }));

export const letterFindings = (queues: readonly { name: string; depth: number }[]): Finding[] => {
  const filled = queues.filter(({ depth }) => depth > 0);
  if (filled.length === 0) return [{ check: 'dead letters', outcome: 'ok', detail: `none in ${queues.length} queues` }];
  return filled.map(({ name, depth }) => ({
    check: `dead letters of ${name}`,
    outcome: 'failed',
    detail: `${depth}. Look at them: npm run dead-letters -- list`,
  }));
};
