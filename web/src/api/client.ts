import { ulid } from 'ulid';
import * as z from 'zod';
import type { Tokens } from '../auth/tokens.ts';
import { ApiError, errorFrom, unreachable } from './errors.ts';

export interface ClientOptions {
  tokens: Tokens;
  /** The organization to act in; while it is undefined, the API takes the person's default. */
  organization: () => string | undefined;
  /** Told after every request whether the API answered. */
  onReach: (reached: boolean) => void;
  fetch?: typeof fetch;
}

export interface Send<Schema extends z.ZodType> {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  path: string;
  /** The reply is parsed with it; leave it out for replies without a body. */
  reply?: Schema;
  /** Sent as JSON. */
  body?: unknown;
  /** Repeating a request with the same key starts nothing twice. A POST without one gets a new one. */
  idempotencyKey?: string;
  signal?: AbortSignal | undefined;
}

export interface ApiClient {
  send<Schema extends z.ZodType = z.ZodUndefined>(request: Send<Schema>): Promise<z.output<Schema>>;
  /** The headers that say who is asking, for transfers that do not go through `send`. */
  headers(): Promise<Record<string, string>>;
}

/** The page's one way to the API: adds who is asking, renews a refused token once, turns every failure into an ApiError. */
export const createApiClient = ({ tokens, organization, onReach, fetch: send = fetch }: ClientOptions): ApiClient => {
  const identify = async (token: Promise<string | undefined>): Promise<Record<string, string>> => {
    const accessToken = await token.catch((error: unknown) => {
      onReach(false);
      throw unreachable(error);
    });
    if (accessToken === undefined)
      throw new ApiError({ kind: 'signed-out', detail: 'Your session has ended. Sign in again.' });
    const chosen = organization();
    return { authorization: `Bearer ${accessToken}`, ...(chosen && { 'simsheet-organization': chosen }) };
  };

  const attempt = async (path: string, init: RequestInit): Promise<Response> => {
    try {
      return await send(path, init);
    } catch (error) {
      if (init.signal?.aborted) throw error;
      onReach(false);
      throw unreachable(error);
    }
  };

  return {
    headers: () => identify(tokens.current()),

    async send({ method, path, reply, body, idempotencyKey, signal }) {
      const init = (identity: Record<string, string>): RequestInit => ({
        method,
        headers: {
          accept: 'application/json',
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(method === 'POST' && { 'idempotency-key': key }),
          ...identity,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        ...(signal && { signal }),
      });
      const key = idempotencyKey ?? ulid();
      let response = await attempt(path, init(await identify(tokens.current())));
      if (response.status === 401) response = await attempt(path, init(await identify(tokens.renewed())));
      if (!response.ok) {
        const error = await errorFrom(response);
        onReach(error.kind !== 'unreachable');
        throw error;
      }
      onReach(true);
      const schema: z.ZodType = reply ?? z.undefined();
      const parsed = schema.safeParse(reply === undefined ? undefined : await response.json().catch(() => undefined));
      if (!parsed.success) {
        throw new ApiError({
          kind: 'unexpected',
          detail: `The API's answer to ${method} ${path} is not as expected: ${z.prettifyError(parsed.error)}`,
        });
      }
      return parsed.data as z.output<NonNullable<typeof reply>>;
    },
  };
};
