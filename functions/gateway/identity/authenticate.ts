import { failed, ok, type Result } from '../../../engine/result.ts';
import { accessPartition, type Belonging, type Membership, type Person } from '../../../shared/access.ts';
import type { ServiceResponse } from '../../../shared/http/message.ts';
import type { ProblemInput } from '../../../shared/http/problem.ts';
import type { Identity } from '../../../shared/identity.ts';
import type { Actor } from '../audit/audited.ts';
import { answer, type IncomingRequest } from '../edge/answer.ts';
import type { Principal, TokenError, Verify } from './issuers.ts';

export interface IdentityDeps {
  verify: Verify;
  /** Where a person belongs; empty for somebody who was never seen. */
  belongings(person: Person): Promise<Belonging[]>;
  /** What they may do in one of these. */
  permitted(chosen: Belonging): Promise<Membership>;
  /** Makes the profile of somebody who was never seen. */
  welcome(
    principal: Principal,
    request: Pick<IncomingRequest, 'correlationId' | 'traceparent'>,
  ): Promise<Result<Belonging[], ProblemInput>>;
  /** Why somebody may not act where they belong, by how they signed in. */
  objection(principal: Principal, membership: Membership): Promise<ProblemInput | null>;
  /** Who asks by an API key; apart from the rest, which most processes do without. */
  byKey(incoming: IncomingRequest, secret: string): Promise<Result<Caller, Refused>>;
}

/** Who asks, and by what name their requests are counted. */
export interface Caller {
  identity: Identity;
  counted: string;
}

/** Who may not ask; and, where it is known all the same, who that is, in the organization that their credential is of. */
export interface Refused {
  response: ServiceResponse;
  known?: { actor: Actor; counted: string };
}

/** What no token begins with: a JWT begins with `eyJ`. */
const keyMark = 'sk_';

/** Finds out who asks, by their token or their API key. */
export const authenticate = async (deps: IdentityDeps, incoming: IncomingRequest): Promise<Result<Caller, Refused>> => {
  const credential = /^Bearer +(\S+)$/i.exec(incoming.headers.authorization ?? '')?.[1];
  if (credential === undefined) {
    const detail = 'Send an access token or an API key as "Authorization: Bearer <token>".';
    const response = answer(incoming, { status: 401, code: 'not-signed-in', detail }, { 'www-authenticate': 'Bearer' });
    return failed({ response });
  }
  return credential.startsWith(keyMark) ? deps.byKey(incoming, credential) : byToken(deps, incoming, credential);
};

const byToken = async (
  deps: IdentityDeps,
  incoming: IncomingRequest,
  token: string,
): Promise<Result<Caller, Refused>> => {
  const verified = await deps.verify(token);
  if (!verified.ok) return failed({ response: tokenAnswer(incoming, verified.error) });

  const principal = verified.value;
  const { within } = principal;
  const isWithin = ({ organizationId }: Belonging) => within === undefined || organizationId === within.organizationId;
  const known = (await deps.belongings(principal)).filter(isWithin);
  if (known.length === 0 && principal.machine) return failed({ response: answer(incoming, unknownMachine) });
  const welcomed = known.length > 0 ? ok(known) : await deps.welcome(principal, incoming);
  if (!welcomed.ok) return failed({ response: answer(incoming, welcomed.error) });
  const belongings = welcomed.value.filter(isWithin);
  const { operator, tokenId } = principal;
  const credential = { kind: 'token', id: tokenId } as const;
  const counted = accessPartition(principal);
  const wanted = organizationIn(incoming);
  const [usual] = belongings;
  const chosen = wanted === undefined ? usual : belongings.find(({ organizationId }) => organizationId === wanted);
  if (chosen === undefined) {
    const detail =
      'The header Simsheet-Organization names no organization that you belong to; GET /api/users/me lists yours.';
    const response = answer(incoming, { status: 403, code: 'not-a-member', detail });
    return failed({ response, ...(usual && { known: { actor: actorOf({ ...usual, credential }), counted } }) });
  }
  const membership = await deps.permitted(chosen);
  const objection = await deps.objection(principal, membership);
  if (objection !== null) {
    const response = answer(incoming, objection);
    return failed({ response, known: { actor: actorOf({ ...chosen, credential }), counted } });
  }
  return ok(callerWith(membership, { operator, credential }, counted));
};

const unknownMachine: ProblemInput = {
  status: 403,
  code: 'machine-unknown',
  detail:
    'This client belongs to no organization. The operators of the platform make it a member: npm run machine -- create.',
};

export const actorOf = ({ userId, organizationId, role, credential }: Actor): Actor => ({
  userId,
  organizationId,
  role,
  credential,
});

export const organizationIn = ({ headers }: IncomingRequest): string | undefined => headers['simsheet-organization'];

export const callerWith = (
  { userId, organizationId, role, permissions }: Membership,
  how: Pick<Identity, 'operator' | 'credential'>,
  counted: string,
): Caller => ({ counted, identity: { userId, organizationId, role, permissions, ...how } });

const tokenAnswer = (incoming: IncomingRequest, { code, detail }: TokenError): ServiceResponse =>
  code !== 'invalid-token'
    ? answer(incoming, { status: code === 'keys-unavailable' ? 503 : 429, code, detail }, { 'retry-after': '5' })
    : answer(
        incoming,
        { status: 401, code, detail: `The access token was refused. ${detail}` },
        { 'www-authenticate': challenge(detail) },
      );

export const challenge = (detail: string): string => `Bearer error="invalid_token", error_description="${detail}"`;
