import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from './ApiProvider.tsx';
import { useMay } from './account.ts';
import { useChange } from './change.ts';
import type { ApiClient } from './client.ts';
import { cellsView, filePage, fileSummary, fileView, type Visibility } from './schemas.ts';

/** Still on its way to READY or REJECTED. */
export const isPending = (status: string): boolean => status === 'UPLOADING' || status === 'PROCESSING';

export const fileQuery = (api: ApiClient, fileId: string) =>
  queryOptions({
    queryKey: ['file', fileId],
    queryFn: ({ signal }) => api.send({ method: 'GET', path: `/api/files/${fileId}`, reply: fileView, signal }),
    refetchInterval: ({ state }) => (state.data && isPending(state.data.status) ? 700 : false),
  });

export const useFile = (fileId: string) => useQuery(fileQuery(useApi(), fileId));

export const useFiles = () => {
  const api = useApi();
  return useQuery({
    queryKey: ['files'],
    queryFn: ({ signal }) => api.send({ method: 'GET', path: '/api/files?limit=20', reply: filePage, signal }),
    refetchInterval: ({ state }) => (state.data?.items.some(({ status }) => isPending(status)) ? 2000 : false),
  });
};

/**
 * Whether a file is there still, undefined while that is not known. From the list, since asking for a file that was deleted is an error in
 * the browser's console; one beyond a list this long counts as there. For who may not see workbooks there is none.
 */
export const useFileExists = (fileId: string): boolean | undefined => {
  const api = useApi();
  const mayRead = useMay()('file:read');
  const { data, isError } = useQuery({
    queryKey: ['files', 'all'],
    queryFn: ({ signal }) => api.send({ method: 'GET', path: '/api/files?limit=100', reply: filePage, signal }),
    staleTime: 30_000,
    retry: false,
    enabled: mayRead,
  });
  if (!mayRead) return false;
  if (data === undefined) return isError ? true : undefined;
  return data.nextCursor !== null || data.items.some((file) => file.fileId === fileId);
};

/** The cells of a range such as `Model!A1:H40`. */
export const cellsQuery = (api: ApiClient, fileId: string, range: string) =>
  queryOptions({
    queryKey: ['cells', fileId, range],
    queryFn: ({ signal }) =>
      api.send({
        method: 'GET',
        path: `/api/files/${fileId}/cells?range=${encodeURIComponent(range)}`,
        reply: cellsView,
        signal,
      }),
    // A file never changes: a new version of a workbook is a new upload.
    staleTime: Number.POSITIVE_INFINITY,
  });

/** Shares a workbook, or keeps it to its owner. */
export const useChangeFile = (fileId: string) =>
  useChange(
    (visibility: Visibility) => ({
      method: 'PATCH',
      path: `/api/files/${fileId}`,
      body: { visibility },
      reply: fileSummary,
    }),
    'files',
    'file',
  );

export const useDeleteFile = () => {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (fileId: string) => api.send({ method: 'DELETE', path: `/api/files/${fileId}` }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['files'] }),
  });
};
