import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect, useMemo, useSyncExternalStore } from 'react';
import type { Tokens } from '../auth/tokens.ts';
import { type ApiClient, createApiClient } from './client.ts';
import { ApiError } from './errors.ts';
import { createReachability, type Reachability } from './reachability.ts';

interface ApiContextValue {
  api: ApiClient;
  reachability: Reachability;
}

const ApiContext = createContext<ApiContextValue | null>(null);

const useApiContext = (): ApiContextValue => {
  const value = use(ApiContext);
  if (value === null) throw new Error('useApi needs an ApiProvider above it');
  return value;
};

export const useApi = (): ApiClient => useApiContext().api;

/** False from a failed connection until the API answers again. */
export const useReached = (): boolean => {
  const { reachability } = useApiContext();
  return useSyncExternalStore(reachability.subscribe, reachability.isReached);
};

const organizationKey = 'simsheet.organization';

export const chosenOrganization = (): string | undefined => localStorage.getItem(organizationKey) ?? undefined;
export const chooseOrganization = (organizationId: string): void =>
  localStorage.setItem(organizationKey, organizationId);

// The watch below asks again when a connection is back, and a 4xx does not change by asking again.
const mayRetry = (failures: number, error: Error): boolean =>
  failures < 2 && error instanceof ApiError && (error.status === 429 || (error.status ?? 0) >= 500);

export const createQueryClient = (): QueryClient =>
  new QueryClient({ defaultOptions: { queries: { retry: mayRetry, staleTime: 5000 } } });

export interface ApiProviderProps {
  tokens: Tokens;
  /** How often to look whether the API is still there while nothing else asks, in milliseconds. */
  watchEveryMs: number;
  children: ReactNode;
}

export const ApiProvider = ({ tokens, watchEveryMs, children }: ApiProviderProps) => {
  const reachability = useMemo(createReachability, []);
  const queries = useMemo(createQueryClient, []);
  const api = useMemo(
    () => createApiClient({ tokens, organization: chosenOrganization, onReach: reachability.report }),
    [tokens, reachability],
  );
  useEffect(() => watchConnection(reachability, watchEveryMs), [reachability, watchEveryMs]);
  useEffect(
    () =>
      reachability.subscribe(() => {
        if (reachability.isReached()) void queries.invalidateQueries();
      }),
    [reachability, queries],
  );
  const value = useMemo(() => ({ api, reachability }), [api, reachability]);
  return (
    <ApiContext value={value}>
      <QueryClientProvider client={queries}>{children}</QueryClientProvider>
    </ApiContext>
  );
};

const whileDownMs = 3000;

/** Asks the gateway's public health check now and then: often while the API is gone, never from a hidden tab. */
const watchConnection = (reachability: Reachability, everyMs: number): (() => void) => {
  let timer: ReturnType<typeof setTimeout>;
  let stopped = false;
  const look = async () => {
    if (!document.hidden) reachability.report(await answers());
    plan();
  };
  const plan = () => {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(() => void look(), reachability.isReached() ? everyMs : whileDownMs);
  };
  plan();
  const unsubscribe = reachability.subscribe(plan);
  return () => {
    stopped = true;
    clearTimeout(timer);
    unsubscribe();
  };
};

const answers = async (): Promise<boolean> => {
  try {
    const response = await fetch('/gateway/health', { signal: AbortSignal.timeout(10_000), cache: 'no-store' });
    // An unhealthy service is the API's own answer; 502 and 504 come from what stands in front of it.
    return response.status !== 502 && response.status !== 504;
  } catch {
    return false;
  }
};
