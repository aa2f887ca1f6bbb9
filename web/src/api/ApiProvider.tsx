import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import {
  createContext,
  type ReactNode,
  use,
  useCallback,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';
import type { Tokens } from '../auth/tokens.ts';
import { type ApiClient, createApiClient } from './client.ts';
import { ApiError } from './errors.ts';
import { createReachability, type Reachability } from './reachability.ts';
import {
  rememberedOrganization,
  rememberOrganization,
  type TabOrganization,
  tabOrganization,
} from './tabOrganization.ts';

interface ApiContextValue {
  api: ApiClient;
  reachability: Reachability;
  organization: TabOrganization;
  choose: (organizationId: string | undefined) => void;
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

/** The organization that this tab acts in: what the API chose at first, or what somebody chose since. */
export const useTabOrganization = (): TabOrganization => useApiContext().organization;

/** Acts in another organization from now on, and forgets all that was asked in this one; without an id, the API chooses. */
export const useChooseOrganization = (): ((organizationId: string | undefined) => void) => useApiContext().choose;

// The watch below asks again when a connection is back, and a 4xx does not change by asking again.
const mayRetry = (failures: number, error: Error): boolean =>
  failures < 2 && error instanceof ApiError && (error.status === 429 || (error.status ?? 0) >= 500);

/** Somebody has changed what the person may do here since the page asked. */
const isOutdated = (error: Error): boolean =>
  error instanceof ApiError && (error.code === 'permission-missing' || error.code === 'not-a-member');

const createQueryClient = (): QueryClient => {
  const askWhoAgain = (error: Error) => {
    if (isOutdated(error)) void client.invalidateQueries({ queryKey: meKey });
  };
  const client = new QueryClient({
    defaultOptions: { queries: { retry: mayRetry, staleTime: 5000 } },
    queryCache: new QueryCache({ onError: (error, { queryKey }) => queryKey[0] !== meKey[0] && askWhoAgain(error) }),
    mutationCache: new MutationCache({ onError: askWhoAgain }),
  });
  return client;
};

/** Of who is asking, and what they may do. */
export const meKey = ['me'] as const;

export interface ApiProviderProps {
  tokens: Tokens;
  /** How often to look whether the API is still there while nothing else asks, in milliseconds. */
  watchEveryMs: number;
  children: ReactNode;
}

export const ApiProvider = ({ tokens, watchEveryMs, children }: ApiProviderProps) => {
  const reachability = useMemo(createReachability, []);
  const [choice, setChoice] = useState(() => ({ count: 0, organizationId: rememberedOrganization() }));
  const choose = useCallback((organizationId: string | undefined) => {
    rememberOrganization(organizationId);
    setChoice(({ count }) => ({ count: count + 1, organizationId }));
  }, []);
  useEffect(() => watchConnection(reachability, watchEveryMs), [reachability, watchEveryMs]);
  const { count, organizationId } = choice;
  return (
    <Organization key={count} tokens={tokens} reachability={reachability} chosen={organizationId} choose={choose}>
      {children}
    </Organization>
  );
};

interface OrganizationProps {
  tokens: Tokens;
  reachability: Reachability;
  chosen: string | undefined;
  choose: (organizationId: string | undefined) => void;
  children: ReactNode;
}

/** A client and a memory for one organization: what was asked in another one cannot end up in it, however late it comes. */
const Organization = ({ tokens, reachability, chosen, choose, children }: OrganizationProps) => {
  const queries = useMemo(createQueryClient, []);
  const value = useMemo(() => {
    const organization = tabOrganization(chosen);
    const api = createApiClient({ tokens, organization: organization.current, onReach: reachability.report });
    return { api, reachability, organization, choose };
  }, [tokens, reachability, chosen, choose]);
  useEffect(
    () =>
      reachability.subscribe(() => {
        if (reachability.isReached()) void queries.invalidateQueries();
      }),
    [reachability, queries],
  );
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
