import { useQuery } from '@tanstack/react-query';
import { useApi } from './ApiProvider.tsx';
import { me, notificationPage, usage } from './schemas.ts';

export const useMe = () => {
  const api = useApi();
  return useQuery({
    queryKey: ['me'],
    queryFn: ({ signal }) => api.send({ method: 'GET', path: '/api/users/me', reply: me, signal }),
    staleTime: 60_000,
  });
};

export const useNotifications = () => {
  const api = useApi();
  return useQuery({
    queryKey: ['notifications'],
    queryFn: ({ signal }) =>
      api.send({ method: 'GET', path: '/api/notifications?limit=20', reply: notificationPage, signal }),
    refetchInterval: 30_000,
  });
};

/** What the organization has used since the first of this month, in UTC. */
export const useUsage = ({ enabled }: { enabled: boolean }) => {
  const api = useApi();
  const from = `${new Date().toISOString().slice(0, 7)}-01`;
  return useQuery({
    queryKey: ['usage', from],
    queryFn: ({ signal }) => api.send({ method: 'GET', path: `/api/billing/usage?from=${from}`, reply: usage, signal }),
    enabled,
    staleTime: 30_000,
  });
};
