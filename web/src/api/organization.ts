import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { useApi } from './ApiProvider.tsx';
import { useMay } from './account.ts';
import { useChange } from './change.ts';
import {
  invitationList,
  invitationWithToken,
  invitedTo,
  joined,
  memberPage,
  memberView,
  organizationView,
  type Permission,
  roleList,
  roleView,
} from './schemas.ts';

const path = '/api/users/organization';

/** The one that this tab acts in; for who may not see it, nothing is asked. */
export const useOrganization = () => {
  const api = useApi();
  const enabled = useMay()('organization:read');
  return useQuery({
    queryKey: ['organization'],
    queryFn: ({ signal }) => api.send({ method: 'GET', path, reply: organizationView, signal }),
    enabled,
  });
};

export const useCreateOrganization = () =>
  useChange((name: string) => ({
    method: 'POST',
    path: '/api/users/organizations',
    body: { name },
    reply: organizationView,
  }));

export const useRenameOrganization = () =>
  useChange(
    (name: string) => ({ method: 'PATCH', path, body: { name }, reply: organizationView }),
    'organization',
    'me',
  );

export const useTransferOrganization = () =>
  useChange((userId: string) => ({ method: 'POST', path: `${path}/transfer`, body: { userId } }), 'members', 'me');

/** Nothing is asked anew afterwards: there is nothing left here to ask. */
export const useLeaveOrganization = () => {
  const api = useApi();
  return useMutation({ mutationFn: () => api.send({ method: 'POST', path: `${path}/leave` }) });
};

export const useDeleteOrganization = () =>
  useChange<void, typeof organizationView>(() => ({ method: 'DELETE', path, reply: organizationView }), 'organization');

export const useRestoreOrganization = () =>
  useChange<void, typeof organizationView>(
    () => ({ method: 'POST', path: `${path}/restore`, reply: organizationView }),
    'organization',
  );

/** For who may not see them, nothing is asked. */
export const useMembers = () => {
  const api = useApi();
  const enabled = useMay()('member:read');
  return useInfiniteQuery({
    queryKey: ['members'],
    queryFn: ({ pageParam, signal }) =>
      api.send({
        method: 'GET',
        path: `${path}/members?limit=100${pageParam === null ? '' : `&cursor=${encodeURIComponent(pageParam)}`}`,
        reply: memberPage,
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    enabled,
  });
};

export const useChangeRole = (userId: string) =>
  useChange(
    (role: string) => ({ method: 'PATCH', path: `${path}/members/${userId}`, body: { role }, reply: memberView }),
    'members',
    'me',
  );

export const useRemoveMember = (userId: string) =>
  useChange<void>(
    () => ({ method: 'DELETE', path: `${path}/members/${userId}` }),
    'members',
    'organization',
    // The keys that they made work no more.
    'keys',
  );

export const useInvitations = () => {
  const api = useApi();
  return useQuery({
    queryKey: ['invitations'],
    queryFn: ({ signal }) => api.send({ method: 'GET', path: `${path}/invitations`, reply: invitationList, signal }),
  });
};

export const useInvite = () =>
  useChange(
    (body: { email: string; role: string }) => ({
      method: 'POST',
      path: `${path}/invitations`,
      body,
      reply: invitationWithToken,
    }),
    'invitations',
  );

export const useResendInvitation = () =>
  useChange(
    (invitationId: string) => ({
      method: 'POST',
      path: `${path}/invitations/${invitationId}/resend`,
      reply: invitationWithToken,
    }),
    'invitations',
  );

export const useRevokeInvitation = () =>
  useChange(
    (invitationId: string) => ({ method: 'DELETE', path: `${path}/invitations/${invitationId}` }),
    'invitations',
  );

/** What the token would be accepted for. */
export const useInvitedTo = (token: string) => {
  const api = useApi();
  return useQuery({
    queryKey: ['invited', token],
    queryFn: ({ signal }) =>
      api.send({ method: 'POST', path: '/api/users/invitations/look', body: { token }, reply: invitedTo, signal }),
  });
};

/** Joins the organization that the token is of, whichever one the tab acts in. */
export const useAcceptInvitation = () =>
  useChange((token: string) => ({
    method: 'POST',
    path: '/api/users/invitations/accept',
    body: { token },
    reply: joined,
  }));

export const useRoles = () => {
  const api = useApi();
  return useQuery({
    queryKey: ['roles'],
    queryFn: ({ signal }) => api.send({ method: 'GET', path: `${path}/roles`, reply: roleList, signal }),
  });
};

export const useDefineRole = () =>
  useChange(
    ({ name, permissions }: { name: string; permissions: readonly Permission[] }) => ({
      method: 'PUT',
      path: `${path}/roles/${name}`,
      body: { permissions },
      reply: roleView,
    }),
    'roles',
    'me',
  );

export const useRemoveRole = () =>
  useChange((name: string) => ({ method: 'DELETE', path: `${path}/roles/${name}` }), 'roles');
