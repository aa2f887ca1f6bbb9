import type { ServiceRequest, ServiceResponse } from '../../../shared/http/message.ts';
import { type ProblemInput, problemDocument } from '../../../shared/http/problem.ts';

/** A request as it came through the door, before anybody knows who sends it. */
export type IncomingRequest = Omit<ServiceRequest, 'identity' | 'limits' | 'kind' | 'deadline'> & {
  /** The address that it came from, as API Gateway saw it. No header says it: anybody can send one. */
  sourceIp: string | null;
};

export const json = (status: number, body: unknown): ServiceResponse => ({
  status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify(body),
});

/** The gateway's own refusal. */
export const answer = (
  { correlationId, path }: Pick<IncomingRequest, 'correlationId' | 'path'>,
  problem: ProblemInput,
  headers: Record<string, string> = {},
): ServiceResponse => ({
  status: problem.status,
  headers: { 'content-type': 'application/problem+json', ...headers },
  body: JSON.stringify(problemDocument(problem, correlationId, path)),
});
