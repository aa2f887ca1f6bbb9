import { useQuery } from '@tanstack/react-query';
import { useApi } from './ApiProvider.tsx';
import { useChange } from './change.ts';
import { type KeyRequest, keyList, keyWithSecret } from './schemas.ts';

const path = '/api/users/organization/keys';

/** One's own; everybody's for those who may change members. */
export const useKeys = () => {
  const api = useApi();
  return useQuery({
    queryKey: ['keys'],
    queryFn: ({ signal }) => api.send({ method: 'GET', path, reply: keyList, signal }),
  });
};

export const useMakeKey = () =>
  useChange((body: KeyRequest) => ({ method: 'POST', path, body, reply: keyWithSecret }), 'keys');

export const useRotateKey = (keyId: string) =>
  useChange(
    (overlapHours: number) => ({
      method: 'POST',
      path: `${path}/${keyId}/rotate`,
      body: { overlapHours },
      reply: keyWithSecret,
    }),
    'keys',
  );

export const useRevokeKey = () =>
  useChange((keyId: string) => ({ method: 'DELETE', path: `${path}/${keyId}` }), 'keys');
