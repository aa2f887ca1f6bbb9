import type { ServiceResponse } from '../../../shared/http/message.ts';
import type { Identity } from '../../../shared/identity.ts';
import type { IncomingRequest } from '../edge/answer.ts';
import { type MatchedRoute, saidOfAudit } from '../edge/matchRoute.ts';

/** Who asked, as far as the gateway knows: of an API key whose maker has left it knows the key alone. */
export type Actor = Pick<Identity, 'organizationId' | 'credential'> & {
  userId: Identity['userId'] | null;
  role: string | null;
};

/** A request of which the gateway knows who made it and what for, with its answer. */
export interface Answered {
  actor: Actor;
  incoming: IncomingRequest;
  match: MatchedRoute;
  response: ServiceResponse;
}

const reads: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether somebody might not do what they asked for. */
export const isRefusal = (status: number): boolean => status === 401 || status === 403;

/** What stands in the audit log: whatever was to change something, however it ended; every refusal; and reads that say so. */
export const isAudited = ({ incoming, match, response }: Omit<Answered, 'actor'>): boolean =>
  isRefusal(response.status) || (saidOfAudit.get(match.operationId) ?? !reads.has(incoming.method));
