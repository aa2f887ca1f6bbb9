import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useApi } from './ApiProvider.tsx';
import { useChange } from './change.ts';
import {
  type SimulationView,
  type StartSimulation,
  simulationAccepted,
  simulationPage,
  simulationView,
  type Visibility,
} from './schemas.ts';

export const isActive = ({ status }: Pick<SimulationView, 'status'>): boolean =>
  status === 'QUEUED' || status === 'RUNNING';

const whileRunningMs = 1000;

export const useSimulations = () => {
  const api = useApi();
  return useInfiniteQuery({
    queryKey: ['simulations'],
    queryFn: ({ pageParam, signal }) =>
      api.send({
        method: 'GET',
        path: `/api/simulations?limit=20${pageParam === null ? '' : `&cursor=${encodeURIComponent(pageParam)}`}`,
        reply: simulationPage,
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    refetchInterval: ({ state }) => (state.data?.pages.some(({ items }) => items.some(isActive)) ? 2000 : false),
  });
};

export const useSimulation = (simulationId: string) => {
  const api = useApi();
  return useQuery({
    queryKey: ['simulation', simulationId],
    queryFn: ({ signal }) =>
      api.send({ method: 'GET', path: `/api/simulations/${simulationId}`, reply: simulationView, signal }),
    refetchInterval: ({ state }) => (state.data && isActive(state.data) ? whileRunningMs : false),
  });
};

export interface StartVariables {
  request: StartSimulation;
  /** Stays the same when the same request is sent again after an uncertain end, so that it starts once. */
  idempotencyKey: string;
}

export const useStartSimulation = () => {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ request, idempotencyKey }: StartVariables) =>
      api.send({ method: 'POST', path: '/api/simulations', body: request, reply: simulationAccepted, idempotencyKey }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['simulations'] }),
  });
};

/** Shares a simulation and its results, or keeps them to its owner. */
export const useChangeSimulation = (simulationId: string) =>
  useChange(
    (visibility: Visibility) => ({
      method: 'PATCH',
      path: `/api/simulations/${simulationId}`,
      body: { visibility },
      reply: simulationView,
    }),
    'simulation',
    'simulations',
  );

export const useCancelSimulation = (simulationId: string) => {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () =>
      api.send({ method: 'POST', path: `/api/simulations/${simulationId}/cancel`, reply: simulationView }),
    // Also after a refusal: it had ended already, and the page should say how.
    onSettled: () => queries.invalidateQueries({ queryKey: ['simulation', simulationId] }),
  });
};

export const useDeleteSimulation = (simulationId: string) => {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: () => api.send({ method: 'DELETE', path: `/api/simulations/${simulationId}` }),
    onSuccess: () => {
      queries.removeQueries({ queryKey: ['simulation', simulationId] });
      return queries.invalidateQueries({ queryKey: ['simulations'] });
    },
  });
};
