import { newId } from '../../shared/ids.ts';

/** Of the made-up API: what answers a method and a path. */
export type Route = [
  method: string,
  path: RegExp,
  handler: (match: string[], request: Request, url: URL) => Response | Promise<Response>,
];

export const json = (body: unknown, status = 200): Response => Response.json(body, { status });

export const problem = (
  status: number,
  code: string,
  detail: string,
  errors?: { pointer: string; detail: string }[],
  more: object = {},
): Response =>
  new Response(
    JSON.stringify({
      type: `urn:simsheet:problem:${code}`,
      title: titles[status] ?? 'Not found',
      status,
      detail,
      correlationId: newId('cor'),
      errors,
      ...more,
    }),
    { status, headers: { 'content-type': 'application/problem+json' } },
  );

const titles: Record<number, string> = {
  403: 'Not allowed',
  409: 'Not possible now',
  410: 'No longer there',
  422: 'Not acceptable as it stands',
};

export const minutesAgo = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
