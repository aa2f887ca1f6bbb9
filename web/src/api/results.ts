import { useMutation, useQuery } from '@tanstack/react-query';
import { useApi } from './ApiProvider.tsx';
import { ApiError } from './errors.ts';
import { type ExportFormat, exportAccepted, exportView, results } from './schemas.ts';

/** The results of a run that has completed. They may follow its status by a moment, so a 404 is asked again. */
export const useResults = (simulationId: string, { enabled = true } = {}) => {
  const api = useApi();
  return useQuery({
    queryKey: ['results', simulationId],
    queryFn: ({ signal }) => api.send({ method: 'GET', path: `/api/results/${simulationId}`, reply: results, signal }),
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
    retry: (failures, error) =>
      error instanceof ApiError && (error.status === 404 || (error.status ?? 0) >= 500) && failures < 8,
    retryDelay: 750,
  });
};

const exportDeadlineMs = 10 * 60_000;
const askAgainMs = 1000;

/** Asks for an export and waits until it can be fetched; answers its address. */
export const useExport = (simulationId: string) => {
  const api = useApi();
  const path = `/api/results/${simulationId}/exports`;
  return useMutation({
    mutationFn: async (format: ExportFormat) => {
      const { exportId } = await api.send({ method: 'POST', path, body: { format }, reply: exportAccepted });
      for (const deadline = Date.now() + exportDeadlineMs; Date.now() < deadline; ) {
        const view = await api.send({ method: 'GET', path: `${path}/${exportId}`, reply: exportView });
        if (view.status === 'READY' && view.url !== null) return view.url;
        if (view.status === 'FAILED') {
          throw new ApiError({ kind: 'problem', detail: view.error ?? 'The export failed. Try again.' });
        }
        await new Promise((resolve) => setTimeout(resolve, askAgainMs));
      }
      throw new ApiError({ kind: 'problem', detail: 'The export takes unusually long. Look again later.' });
    },
  });
};
