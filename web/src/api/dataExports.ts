import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useApi } from './ApiProvider.tsx';
import { useChange } from './change.ts';
import { dataExportAccepted, dataExportList, dataExportView } from './schemas.ts';

/** Whose data is exported: the organization's that the tab acts in, or the person's own of there. */
export type About = 'organization' | 'me';

const pathOf = (about: About) => `/api/users/${about}/exports`;
const keyOf = (about: About) => `data-exports-${about}`;

const pendingPollMs = 2000;

/** While one is being written, it is looked at again and again. */
export const useDataExports = (about: About) => {
  const api = useApi();
  return useQuery({
    queryKey: [keyOf(about)],
    queryFn: ({ signal }) => api.send({ method: 'GET', path: pathOf(about), reply: dataExportList, signal }),
    refetchInterval: ({ state }) =>
      state.data?.exports.some(({ status }) => status === 'PENDING') ? pendingPollMs : false,
  });
};

export const useRequestDataExport = (about: About) =>
  useChange<void, typeof dataExportAccepted>(
    () => ({ method: 'POST', path: pathOf(about), reply: dataExportAccepted }),
    keyOf(about),
  );

/** For how long the addresses of files are asked for anew only: they hold for 15 minutes. */
const addressesHoldMs = 10 * 60_000;

export const useDataExportFiles = (about: About, exportId: string) => {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ['data-export-files', about, exportId],
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === null ? '' : `&cursor=${encodeURIComponent(pageParam)}`;
      const path = `${pathOf(about)}/${exportId}?limit=100${cursor}`;
      return api.send({ method: 'GET', path, reply: dataExportView, signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    staleTime: addressesHoldMs,
    refetchInterval: addressesHoldMs,
  });
};
