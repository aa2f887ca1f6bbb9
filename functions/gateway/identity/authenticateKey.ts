import { failed, ok } from '../../../engine/result.ts';
import type { ServiceResponse } from '../../../shared/http/message.ts';
import type { ProblemInput } from '../../../shared/http/problem.ts';
import { answer, type IncomingRequest } from '../edge/answer.ts';
import type { ApiKeys } from './apiKeys.ts';
import { actorOf, callerWith, challenge, type IdentityDeps, organizationIn } from './authenticate.ts';

/** Finds out who asks by an API key. A key is of one organization, and never an operator's. */
export const authenticateKey =
  (apiKeys: ApiKeys): IdentityDeps['byKey'] =>
  async (incoming, secret) => {
    const found = await apiKeys(secret);
    if (!found.ok) {
      const { problem, access } = found.error;
      const response = refusal(incoming, problem);
      if (access === undefined) return failed({ response });
      const { keyId, organizationId } = access.secret;
      const { userId = null, role = null } = access.maker ?? {};
      const actor = { userId, role, organizationId, credential: { kind: 'key', id: keyId } as const };
      return failed({ response, known: { actor, counted: keyId } });
    }
    const { keyId, ...membership } = found.value;
    const credential = { kind: 'key', id: keyId } as const;
    const wanted = organizationIn(incoming);
    if (wanted !== undefined && wanted !== membership.organizationId) {
      const known = { actor: actorOf({ ...membership, credential }), counted: keyId };
      return failed({ response: answer(incoming, elsewhere), known });
    }
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
