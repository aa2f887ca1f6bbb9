import { useQuery } from '@tanstack/react-query';
import { useApi } from './ApiProvider.tsx';
import { limitUsage, organizationLimits } from './schemas.ts';

/** The plan of the organization, its limits, and the places that are taken. */
export const useLimits = () => {
  const api = useApi();
  return useQuery({
    queryKey: ['limits'],
    queryFn: ({ signal }) =>
      api.send({ method: 'GET', path: '/api/users/organization/limits', reply: organizationLimits, signal }),
  });
};

/** What a service counts of what is limited. */
export const useLimitUsage = (service: 'simulations' | 'files') => {
  const api = useApi();
  return useQuery({
    queryKey: ['limits', service],
    queryFn: ({ signal }) => api.send({ method: 'GET', path: `/api/${service}/usage`, reply: limitUsage, signal }),
  });
};
