import { newId } from '../../shared/ids.ts';
import { json, minutesAgo, type Route } from './fakeAnswers.ts';

const path = '/api/users/organization/audit';

/** Records of a log: something done, something refused, something done by an API key, and something by an operator. */
export const auditRoutes = (userId: string): Route[] => {
  const record = (minutes: number, action: string, changes: object = {}) => ({
    auditId: newId('aud'),
    at: minutesAgo(minutes),
    organizationId: newId('org'),
    actor: { userId, role: 'owner', credential: { kind: 'token', id: 'token' } },
    action,
    resources: [newId('sim')],
    method: 'POST',
    path: '/api/simulations',
    sourceIp: '192.0.2.7',
    userAgent: 'a browser',
    outcome: 'SUCCEEDED',
    status: 202,
    problem: null,
    correlationId: newId('cor'),
    ...changes,
  });
  const records = [
    record(2, 'startSimulation'),
    record(40, 'removeMember', {
      actor: { userId: newId('usr'), role: 'viewer', credential: { kind: 'token', id: 'token' } },
      outcome: 'REFUSED',
      status: 403,
      problem: 'permission-missing',
    }),
    record(900, 'addFile', { actor: { userId, role: 'owner', credential: { kind: 'key', id: newId('key') } } }),
    record(1800, 'changePlan', {
      actor: {
        userId: null,
        role: null,
        credential: { kind: 'operator', id: 'arn:aws:sts::123456789012:assumed-role/operators/olga' },
      },
      resources: [newId('org')],
      ...{ method: null, path: null, sourceIp: null, userAgent: null, status: null },
    }),
  ];
  const asked = (url: URL) => {
    const outcome = url.searchParams.get('outcome');
    return records.filter((each) => outcome === null || each.outcome === outcome);
  };
  return [
    ['GET', new RegExp(`^${path}$`), (_, __, url) => json({ items: asked(url), nextCursor: null })],
    [
      'GET',
      new RegExp(`^${path}/export$`),
      (_, __, url) => {
        const isFirst = !url.searchParams.has('cursor');
        const link: Record<string, string> = isFirst ? { link: `<${path}/export?cursor=2>; rel="next"` } : {};
        const [first, ...others] = asked(url).map(({ at, action }) => `${at},${action}\n`);
        return new Response(isFirst ? `at,action\n${first}` : others.join(''), {
          headers: { 'content-type': 'text/csv', ...link },
        });
      },
    ],
  ];
};
