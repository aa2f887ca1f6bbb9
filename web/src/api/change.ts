import { useMutation, useQueryClient } from '@tanstack/react-query';
import type * as z from 'zod';
import { useApi } from './ApiProvider.tsx';
import type { Send } from './client.ts';

/** A request that changes something, after which whatever begins with one of these keys is asked anew. */
export const useChange = <Variables, Schema extends z.ZodType = z.ZodUndefined>(
  request: (variables: Variables) => Send<Schema>,
  ...touched: readonly string[]
) => {
  const api = useApi();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (variables: Variables) => api.send(request(variables)),
    onSuccess: () => Promise.all(touched.map((key) => queries.invalidateQueries({ queryKey: [key] }))),
  });
};
