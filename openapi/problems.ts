import type { ProblemStatus } from '../shared/http/problem.ts';
import type { DescribedRoute } from '../shared/http/route.ts';

/** Refusals that no route lists: the gateway or the router of every service gives them. */
export interface CommonProblem {
  status: ProblemStatus;
  code: string;
  /** When it is given, for the description. */
  when: string;
  given(route: DescribedRoute): boolean;
}

const always = () => true;
const isPublic = ({ authorise }: DescribedRoute) => authorise === 'public';
const isSignedIn = (route: DescribedRoute) => !isPublic(route);
const isOperators = ({ authorise }: DescribedRoute) => authorise === 'operator';
const isService = (route: DescribedRoute) => !isPublic(route) && !isOperators(route);
const isPost = ({ method }: DescribedRoute) => method === 'POST';
const hasBody = ({ parse }: DescribedRoute) => parse.body !== undefined;
const hasJsonBody = (route: DescribedRoute) => hasBody(route) && route.parse.body !== 'raw';

export const commonProblems: readonly CommonProblem[] = [
  {
    status: 400,
    code: 'invalid-request',
    when: 'a parameter or a field is not as described; `errors` points at each mistake',
    given: (route) => hasJsonBody(route) || route.parse.query !== undefined,
  },
  { status: 400, code: 'malformed-json', when: 'the body is not JSON', given: hasJsonBody },
  {
    status: 400,
    code: 'bad-idempotency-key',
    when: 'the Idempotency-Key is not 1 to 255 visible ASCII characters',
    given: isPost,
  },
  { status: 401, code: 'not-signed-in', when: 'there is neither an access token nor an API key', given: isSignedIn },
  { status: 401, code: 'invalid-token', when: 'the access token was refused; `detail` says why', given: isSignedIn },
  {
    status: 401,
    code: 'invalid-key',
    when: 'what was sent is no API key, or is one no more; `detail` says which',
    given: isSignedIn,
  },
  { status: 401, code: 'key-expired', when: 'the API key has expired, or was rotated', given: isSignedIn },
  {
    status: 403,
    code: 'key-without-maker',
    when: 'whoever made the API key belongs to its organization no more',
    given: isSignedIn,
  },
  {
    status: 403,
    code: 'key-of-another-organization',
    when: 'Simsheet-Organization names another organization than that of the API key',
    given: isSignedIn,
  },
  {
    status: 403,
    code: 'permission-missing',
    when: 'your role in this organization, or your API key, lacks the permission',
    given: isService,
  },
  {
    status: 403,
    code: 'not-a-member',
    when: 'Simsheet-Organization names no organization that you belong to',
    given: isSignedIn,
  },
  {
    status: 403,
    code: 'machine-unknown',
    when: 'the client that the token was issued to is no machine of an organization',
    given: isSignedIn,
  },
  {
    status: 403,
    code: 'sign-on-required',
    when: 'the organization wants its members to sign in by its own issuer, which you, or whoever made your API key, did not',
    given: isSignedIn,
  },
  {
    status: 403,
    code: 'domain-not-verified',
    when: "the organization's issuer does not vouch for the domain of your address",
    given: isSignedIn,
  },
  {
    status: 403,
    code: 'email-unknown',
    when: "the organization's issuer tells no verified address of yours",
    given: isSignedIn,
  },
  {
    status: 403,
    code: 'sign-on-gone',
    when: 'the organization removed its sign-on while you came by it',
    given: isSignedIn,
  },
  {
    status: 403,
    code: 'organization-full',
    when: 'you come by the sign-on of an organization that has as many members as it can',
    given: isSignedIn,
  },
  {
    status: 403,
    code: 'limit-reached',
    when: 'you come by the sign-on of an organization that has as many members as its plan allows',
    given: isSignedIn,
  },
  {
    status: 403,
    code: 'member-was-removed',
    when: 'you come by the sign-on of an organization that removed you',
    given: isSignedIn,
  },
  { status: 403, code: 'operators-only', when: 'you are no operator of the platform', given: isOperators },
  {
    status: 404,
    code: 'not-found',
    when: 'what stands in the path cannot be an id',
    given: ({ parse }) => parse.params !== undefined,
  },
  {
    status: 410,
    code: 'organization-deleted',
    when: 'the organization was deleted while the request was under way',
    given: (route) => isService(route) && route.method !== 'GET',
  },
  { status: 413, code: 'body-too-large', when: 'the body is over 4 MiB', given: hasBody },
  { status: 415, code: 'not-json', when: 'the Content-Type is not application/json', given: hasJsonBody },
  {
    status: 422,
    code: 'idempotency-key-reused',
    when: 'the Idempotency-Key was used with another body',
    given: isPost,
  },
  {
    status: 429,
    code: 'rate-limited',
    when: 'this credential sends more requests than its limit; Retry-After says when to come back',
    given: isSignedIn,
  },
  {
    status: 429,
    code: 'limit-reached',
    when: 'the organization is at a limit of its plan, here of requests a second: `limit`, `max`, `used`, `requested` and `freesAt` say which',
    given: isSignedIn,
  },
  {
    status: 429,
    code: 'too-many-requests',
    when: 'the installation takes no more requests just now, or no more unknown API keys',
    given: always,
  },
  {
    status: 500,
    code: 'internal-error',
    when: 'something broke on our side; report the correlation id if it stays',
    given: always,
  },
  { status: 502, code: 'service-failed', when: 'the service failed', given: isService },
  {
    status: 503,
    code: 'service-unavailable',
    when: 'the service fails and is left alone to recover; nothing was done',
    given: isService,
  },
  {
    status: 503,
    code: 'tenant-data-unavailable',
    when: "the organization's data cannot be reached just now; nothing was done",
    given: (route) => isService(route) && !route.path.startsWith('/api/users'),
  },
  {
    status: 503,
    code: 'tenancy-unavailable',
    when: "it cannot be read just now where the organization's data is; nothing was done",
    given: isSignedIn,
  },
  {
    status: 503,
    code: 'tenant-moving',
    when: "the organization's data is being moved, and what would change it waits for some seconds; nothing was done",
    given: (route) => isService(route) && !route.path.startsWith('/api/users'),
  },
  { status: 503, code: 'service-busy', when: 'the service has too much to do', given: isService },
  {
    status: 503,
    code: 'keys-unavailable',
    when: "the token issuer's keys cannot be had just now",
    given: isSignedIn,
  },
  {
    status: 504,
    code: 'service-timeout',
    when: 'the service did not answer in time and the outcome is unknown: repeat a POST with the same Idempotency-Key',
    given: isService,
  },
];
