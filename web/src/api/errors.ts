import * as z from 'zod';
import { reachedLimit } from './schemas.ts';
import { words } from './words.ts';
import { wordsOfLimit } from './wordsOfLimit.ts';

/** A mistake in a request; `pointer` is a JSON pointer into what was sent. */
export interface FieldProblem {
  pointer: string;
  detail: string;
}

const problemDocument = z.object({
  type: z.string().default('about:blank'),
  title: z.string().default(''),
  detail: z.string().default(''),
  correlationId: z.string().optional(),
  errors: z.array(z.object({ pointer: z.string(), detail: z.string() })).default([]),
});

export interface ApiErrorFields {
  /** `unreachable`: nothing answered, or only something in front of the API did. `unexpected`: an answer not understood. */
  kind: 'problem' | 'unreachable' | 'signed-out' | 'unexpected';
  detail: string;
  title?: string;
  status?: number;
  /** The stable code at the end of the problem's type, such as `file-not-found`. */
  code?: string;
  correlationId?: string | undefined;
  errors?: readonly FieldProblem[];
}

/** Every failure of a request to the API. `message` says what happened and what to do about it. */
export class ApiError extends Error {
  readonly kind: ApiErrorFields['kind'];
  readonly title: string;
  readonly status: number | undefined;
  readonly code: string | undefined;
  readonly correlationId: string | undefined;
  readonly errors: readonly FieldProblem[];

  constructor(fields: ApiErrorFields) {
    super(fields.detail);
    this.kind = fields.kind;
    this.title = fields.title ?? 'Something went wrong';
    this.status = fields.status;
    this.code = fields.code;
    this.correlationId = fields.correlationId;
    this.errors = fields.errors ?? [];
  }
}

export const unreachable = (cause: unknown): ApiError =>
  new ApiError({
    kind: 'unreachable',
    title: 'No connection',
    detail: `Simsheet cannot be reached (${cause instanceof Error ? cause.message : String(cause)}).`,
  });

/** The error that an answer outside 2xx stands for. */
export const errorFrom = async (response: Response): Promise<ApiError> => {
  const { status } = response;
  const isProblem = /^application\/problem\+json\b/.test(response.headers.get('content-type') ?? '');
  const document: unknown = isProblem ? await response.json().catch(() => undefined) : undefined;
  const parsed = isProblem ? problemDocument.safeParse(document) : undefined;
  if (!parsed?.success) {
    // A proxy's or a load balancer's own page: the API never saw the request.
    const kind = [502, 503, 504].includes(status) ? 'unreachable' : 'unexpected';
    return new ApiError({ kind, status, detail: `The server answered ${status} ${response.statusText}`.trim() });
  }
  const { type, title, detail, correlationId, errors } = parsed.data;
  const reached = reachedLimit.safeParse(document).data;
  const code = type.split(/[:/]/).at(-1) ?? type;
  if (code === 'api-unreachable')
    return new ApiError({ kind: 'unreachable', title: 'No connection', status, code, detail });
  return new ApiError({
    kind: 'problem',
    status,
    code,
    title: title || 'Something went wrong',
    detail: words[code] ?? (reached && wordsOfLimit(reached)) ?? (detail || title),
    correlationId,
    errors,
  });
};
