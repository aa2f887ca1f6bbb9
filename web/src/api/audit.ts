import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useApi } from './ApiProvider.tsx';
import { errorFrom } from './errors.ts';
import { auditPage } from './schemas.ts';

const path = '/api/users/organization/audit';

/** What of the log to see; empty fields ask for everything. */
export interface AuditFilter {
  /** Days, as `2026-03-01`, in the time zone of who asks; both are part of it. */
  from: string;
  to: string;
  /** The id of a person or of an API key. */
  actor: string;
  resource: string;
  outcome: string;
}

const dayAfter = (day: string): Date => {
  const date = new Date(`${day}T00:00`);
  date.setDate(date.getDate() + 1);
  return date;
};

export const auditSearch = ({ from, to, actor, resource, outcome }: AuditFilter): URLSearchParams => {
  const asked = {
    from: from && new Date(`${from}T00:00`).toISOString(),
    to: to && dayAfter(to).toISOString(),
    actor,
    resource: resource.trim(),
    outcome,
  };
  return new URLSearchParams(Object.entries(asked).filter(([, value]) => value !== ''));
};

/** From the newest. */
export const useAudit = (filter: AuditFilter) => {
  const api = useApi();
  const search = auditSearch(filter).toString();
  return useInfiniteQuery({
    queryKey: ['audit', search],
    queryFn: ({ pageParam, signal }) => {
      const asked = new URLSearchParams(search);
      asked.set('limit', '50');
      if (pageParam !== null) asked.set('cursor', pageParam);
      return api.send({ method: 'GET', path: `${path}?${asked}`, reply: auditPage, signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    // What is looked at stays as it was when it was asked for.
    staleTime: 30_000,
  });
};

const nextPart = (response: Response): string | undefined =>
  /<([^>]+)>;\s*rel="next"/.exec(response.headers.get('link') ?? '')?.[1];

/** The whole log that a filter asks for, as CSV: it comes in parts. */
export const useAuditCsv = () => {
  const api = useApi();
  return useMutation({
    mutationFn: async (filter: AuditFilter): Promise<Blob> => {
      const parts: string[] = [];
      let next: string | undefined = `${path}/export?${auditSearch(filter)}`;
      while (next !== undefined) {
        const response: Response = await fetch(next, { headers: await api.headers() });
        if (!response.ok) throw await errorFrom(response);
        parts.push(await response.text());
        next = nextPart(response);
      }
      return new Blob(parts, { type: 'text/csv' });
    },
  });
};
