import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { meKey, useApi, useChooseOrganization, useTabOrganization } from './ApiProvider.tsx';
import { type Me, mayChange, me, notificationPage, type Owned, type Permission, usage } from './schemas.ts';

const path = '/api/users/me';

/** Who is asking, in which organization, and what they may do there. */
export const useMe = () => {
  const api = useApi();
  const { pin } = useTabOrganization();
  return useQuery({
    queryKey: meKey,
    queryFn: async ({ signal }) => {
      const profile = await api.send({ method: 'GET', path, reply: me, signal });
      pin(profile.organizationId);
      return profile;
    },
    staleTime: 60_000,
  });
};

/** Whether the person may do something in this organization: what they may not is not offered. */
export const useMay = (): ((permission: Permission) => boolean) => {
  const { data } = useMe();
  return (permission) => data?.permissions.includes(permission) ?? false;
};

/** Whether a thing is theirs to change: their own, or anybody's for who may change what others made. */
export const useMayChange = (): ((owned: Owned) => boolean) => {
  const { data } = useMe();
  return (owned) => data !== undefined && mayChange(data, owned);
};

/** The organization that this tab acts in, as the person knows it. */
export const organizationOf = ({ organizations, organizationId }: Me): string =>
  organizations.find((each) => each.organizationId === organizationId)?.name ?? '';

/** Acts in another organization, and begins there the next time. */
export const useSwitchOrganization = () => {
  const api = useApi();
  const choose = useChooseOrganization();
  return (organizationId: string) => {
    choose(organizationId);
    // Where the next session begins is a convenience: this one is where it should be, whatever comes of it.
    api.send({ method: 'PATCH', path, body: { organizationId }, reply: me }).catch(() => undefined);
  };
};

export const useRenameMe = () => {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => api.send({ method: 'PATCH', path, body: { name }, reply: me }),
    onSuccess: (profile) => {
      queries.setQueryData(meKey, profile);
      return queries.invalidateQueries({ queryKey: ['members'] });
    },
  });
};

export const useDeleteMe = () => {
  const api = useApi();
  return useMutation({ mutationFn: () => api.send({ method: 'DELETE', path }) });
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
