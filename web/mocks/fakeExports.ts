import { newId } from '../../shared/ids.ts';
import { json, minutesAgo, problem, type Route } from './fakeAnswers.ts';

const inAWeek = () => new Date(Date.now() + 7 * 86_400_000).toISOString();

/** Exports of data: one from before that is gone, and those that are asked for, which are written at the second look. */
export const exportRoutes = (userId: string): Route[] => {
  const made = (minutes: number, status: string) => ({
    exportId: newId('exp'),
    status,
    requestedBy: userId,
    createdAt: minutesAgo(minutes),
    expiresAt: inAWeek(),
    services: ['users', 'files'].map((service) => ({
      service,
      status: status === 'PENDING' ? 'PENDING' : 'READY',
      rows: 4,
      objects: 1,
      bytes: 1024,
    })),
  });
  const all = [made(15_000, 'EXPIRED')];
  let looks = 0;
  const list = () => {
    looks += 1;
    const isWritten = looks > 1;
    for (const each of all) {
      if (each.status === 'PENDING' && isWritten) Object.assign(each, { ...made(0, 'READY'), exportId: each.exportId });
    }
    return all;
  };
  const file = (name: string) => ({ name, bytes: 512, url: `data:application/x-ndjson,${name}` });
  const part = (cursor: string | null) =>
    cursor === null
      ? { files: [file('users/members.ndjson')], nextCursor: 'second' }
      : { files: [file('files/workbooks/plan.xlsx')], nextCursor: null };
  return [
    ['GET', /^\/api\/users\/(?:me|organization)\/exports$/, () => json({ exports: list() })],
    [
      'POST',
      /^\/api\/users\/(?:me|organization)\/exports$/,
      () => {
        if (all.some(({ status }) => status === 'PENDING'))
          return problem(409, 'export-running', 'One is being written.');
        looks = 0;
        const asked = made(0, 'PENDING');
        all.unshift(asked);
        return json({ exportId: asked.exportId, status: 'PENDING' }, 202);
      },
    ],
    [
      'GET',
      /^\/api\/users\/(?:me|organization)\/exports\/([^/]+)$/,
      ([id], _, url) =>
        json({ ...all.find(({ exportId }) => exportId === id), ...part(url.searchParams.get('cursor')) }),
    ],
  ];
};
