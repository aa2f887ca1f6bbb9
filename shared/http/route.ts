import type * as z from 'zod';
import type { Result } from '../../engine/result.ts';
import type { Identity } from '../identity.ts';
import type { TenantLimits } from '../limits/limits.ts';
import type { ReachedLimit } from '../limits/reachedLimit.ts';
import type { Permission } from '../permissions.ts';
import type { IdempotencyScope } from './idempotency.ts';
import type { ProblemStatus } from './problem.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** An expected ending that is not success: its code decides the status, its detail tells a person what to do. */
export interface Failure<Code extends string = string> {
  code: Code;
  detail: string;
  errors?: readonly { pointer: string; detail: string }[];
  headers?: Record<string, string>;
  /** The limit that was in the way. */
  reached?: ReachedLimit;
}

/** A body as it arrived, for routes that do not take JSON. */
export interface RawBody {
  contentType: string;
  bytes: Buffer;
}

export interface Reads {
  headers?: z.ZodObject;
  /** By media type. */
  body?: Record<string, z.ZodType>;
}

export interface RequestContext {
  identity: Identity;
  /** Of the organization that the request acts in. */
  limits: TenantLimits;
  correlationId: string;
  traceparent: string | undefined;
  headers: Record<string, string>;
  path: string;
  /** Where a POST notes its answer in the transaction of its effect; null without an Idempotency-Key. */
  idempotency: IdempotencyScope | null;
}

type Parsed<Schema> = Schema extends z.ZodType ? z.infer<Schema> : undefined;

export interface RouteDefinition<
  Params extends z.ZodType | undefined,
  Query extends z.ZodType | undefined,
  Body extends z.ZodType | 'raw' | undefined,
  Answer extends z.ZodType | null,
  Code extends string,
> {
  method: Method;
  /** Such as `/api/files/{fileId}/cells`. */
  path: string;
  /** The operation's name in the API's description, and so in the clients that are made from it. */
  operationId: string;
  summary: string;
  /** What else a reader of the description should know, as Markdown. */
  description?: string;
  parse: { params?: Params; query?: Query; body?: Body };
  /** What the operation reads by itself: headers of its own, and what a raw body may be. Described, not checked here. */
  reads?: Reads;
  /** Who may: whoever has this permission in the chosen organization, or the operators of the platform. */
  authorise: Permission | 'operator';
  /** What it does with a thing that belongs to somebody, as shared/ownership.ts tells it. Described, not checked here. */
  owned?: 'read' | 'change';
  /** Whether it stands in the audit log when it went well; where nothing is said, if it changes something. */
  audited?: boolean;
  act: (request: {
    params: Parsed<Params>;
    query: Parsed<Query>;
    body: Body extends 'raw' ? RawBody : Parsed<Body>;
    context: RequestContext;
  }) => Promise<Result<Answer extends z.ZodType ? z.infer<Answer> : null, Failure<Code>>>;
  respond: {
    ok: [status: 200 | 201 | 202 | 204 | 303, schema: Answer];
    errors: Record<Code, ProblemStatus>;
    /** Headers of a success, such as Location. */
    headers?: (answer: Answer extends z.ZodType ? z.infer<Answer> : null) => Record<string, string>;
    /** Of an answer that is no JSON: as which media types, and how it is written as one of them. */
    as?: {
      types: readonly string[];
      write: (answer: Answer extends z.ZodType ? z.infer<Answer> : null) => { type: string; text: string };
    };
  };
}

/** A row of a service's route table, its types forgotten so that rows can stand in one list. */
export interface Route {
  method: Method;
  path: string;
  operationId: string;
  summary: string;
  description?: string | undefined;
  parse: { params?: z.ZodType | undefined; query?: z.ZodType | undefined; body?: z.ZodType | 'raw' | undefined };
  reads?: Reads | undefined;
  authorise: Permission | 'operator';
  owned?: 'read' | 'change' | undefined;
  audited?: boolean;
  act: (request: {
    params: unknown;
    query: unknown;
    body: unknown;
    context: RequestContext;
  }) => Promise<Result<unknown, Failure>>;
  respond: {
    ok: [status: number, schema: z.ZodType | null];
    errors: Record<string, ProblemStatus>;
    headers?: (answer: unknown) => Record<string, string>;
    as?: { types: readonly string[]; write: (answer: unknown) => { type: string; text: string } };
  };
}

/** What the API's description tells of a route: of a service's, or of one that the gateway answers itself. */
export type DescribedRoute = Omit<Route, 'act' | 'authorise'> & {
  authorise: Permission | 'operator' | 'public';
  /** Another status that comes with the document of success. */
  alsoAnswers?: ProblemStatus;
};

/**
 * Declares a route. What is checked at compile time: the operation takes what the schemas parse and returns what the
 * answer's schema says, every error code has a status, and a permission is named.
 */
export const route = <
  Params extends z.ZodType | undefined = undefined,
  Query extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | 'raw' | undefined = undefined,
  Answer extends z.ZodType | null = null,
  Code extends string = never,
>(
  definition: RouteDefinition<Params, Query, Body, Answer, Code>,
): Route => definition as unknown as Route;

/** Whether a body needs no field: then it can be left out altogether. */
export const isOptional = (body: z.ZodType): boolean => body.safeParse({}).success;

/** The path parameters of `path` under this route's pattern, or null when it is another route's. */
export const matchPath = (pattern: string, path: string): Record<string, string> | null => {
  const expected = pattern.split('/');
  const given = path.split('/');
  if (expected.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of expected.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith('{')) {
      const decoded = decode(value);
      if (!decoded) return null;
      params[part.slice(1, -1)] = decoded;
    } else if (part !== value) return null;
  }
  return params;
};

/** A malformed escape such as `%E0%A4` names nothing. */
const decode = (value: string): string | null => {
  try {
    return decodeURIComponent(value);
  } catch {
    return null;
  }
};
