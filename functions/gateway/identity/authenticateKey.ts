import { failed, ok } from '../../../engine/result.ts';
import type { ServiceResponse } from '../../../shared/http/message.ts';
import type { ProblemInput } from '../../../shared/http/problem.ts';
import { answer, type IncomingRequest } from '../edge/answer.ts';
import type { ApiKeys } from './apiKeys.ts';
import { callerWith, challenge, type IdentityDeps, organizationIn } from './authenticate.ts';

/** Finds out who asks by an API key. A key is of one organization, and never an operator's. */
export const authenticateKey =
  (apiKeys: ApiKeys): IdentityDeps['byKey'] =>
  async (incoming, secret) => {
    const found = await apiKeys(secret);
    if (!found.ok) return failed(refusal(incoming, found.error));
    const { keyId, ...membership } = found.value;
    const wanted = organizationIn(incoming);
    if (wanted !== undefined && wanted !== membership.organizationId) return failed(answer(incoming, elsewhere));
    const credential = { kind: 'key', id: keyId } as const;
    return ok(callerWith(membership, { operator: false, credential }, keyId));
  };

const elsewhere: ProblemInput = {
  status: 403,
  code: 'key-of-another-organization',
  detail:
    'The header Simsheet-Organization names another organization than that of this API key. Leave the header out, or make a key there.',
};

const refusal = (incoming: IncomingRequest, problem: ProblemInput): ServiceResponse => {
  if (problem.status === 429) return answer(incoming, problem, { 'retry-after': '1' });
  if (problem.status !== 401) return answer(incoming, problem);
  return answer(incoming, problem, { 'www-authenticate': challenge(problem.detail) });
};
