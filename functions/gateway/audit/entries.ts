import type { AuditEntry, AuditRecord } from '../../../shared/api/audit.ts';
import { concernsHeader, type ServiceResponse } from '../../../shared/http/message.ts';
import type { TenantId } from '../../../shared/identity.ts';
import { id, newId, timeOf } from '../../../shared/ids.ts';
import { type Answered, isRefusal } from './audited.ts';

/**
 * What is written down of a request: in the log of the organization that it acted in, or of the platform where it is for
 * operators; and in that of another organization, where the service says that it concerned one.
 */
export const entriesOf = (answered: Answered): AuditEntry[] => {
  const { actor, match, response } = answered;
  const concerned = organization.safeParse(response.headers[concernsHeader]);
  return [
    { log: match.pattern.startsWith(platformPaths) ? 'PLATFORM' : 'ORGANIZATION', record: recordOf(answered) },
    ...(concerned.success
      ? [{ log: 'ORGANIZATION', record: recordOf({ ...answered, actor: elsewhere(actor, concerned.data) }) } as const]
      : []),
  ];
};

const platformPaths = '/gateway/';
const organization = id('org');

/** What somebody is in one organization is no business of another. */
const elsewhere = (actor: Answered['actor'], organizationId: TenantId) => ({ ...actor, organizationId, role: null });

const recordOf = ({ actor, incoming, match, response }: Answered): AuditRecord => {
  const { organizationId, ...who } = actor;
  const auditId = newId('aud');
  return {
    auditId,
    // Of the id, which sorts the records: what is asked for by time is found by it.
    at: timeOf(auditId).toISOString(),
    organizationId,
    actor: who,
    action: match.operationId,
    resources: [...new Set([...inPath(match), ...made(response), ...named(incoming.headers, organizationId)])],
    method: incoming.method,
    path: match.pattern.replace(/\{(\w+)\}/g, (whole, name) => harmless(match.params[name]) ?? whole),
    sourceIp: incoming.sourceIp,
    userAgent: incoming.headers['user-agent']?.slice(0, longestUserAgent) ?? null,
    outcome: response.status < 400 ? 'SUCCEEDED' : isRefusal(response.status) ? 'REFUSED' : 'FAILED',
    status: response.status,
    problem: problemIn(response),
    correlationId: incoming.correlationId,
  };
};

const longestUserAgent = 200;

/** Ids and names are short; what is longer, or begins like a secret of ours, somebody put there by mistake. */
const harmless = (value: string | undefined): string | undefined =>
  value !== undefined && /^(?!\w+_sim_)[\w.-]{1,40}$/.test(value) ? value : undefined;

const inPath = ({ params }: Answered['match']): string[] =>
  Object.values(params).filter((value) => harmless(value) !== undefined);

const anId = /\b[a-z]{3}_[0-7][0-9A-HJKMNP-TV-Z]{25}\b/g;

/** The ids of what came to be, where the answer says where that is. */
const made = ({ status, headers }: ServiceResponse): string[] =>
  status === 201 || status === 202 ? (headers.location?.match(anId) ?? []) : [];

/** The organization that somebody wanted to act in and might not. */
const named = (headers: Record<string, string>, actedIn: TenantId): string[] => {
  const wanted = organization.safeParse(headers['simsheet-organization']);
  return wanted.success && wanted.data !== actedIn ? [wanted.data] : [];
};

const problemIn = ({ headers, body }: ServiceResponse): string | null => {
  if (headers['content-type'] !== 'application/problem+json') return null;
  return /"type":"urn:simsheet:problem:([a-z-]{1,60})"/.exec(body)?.[1] ?? null;
};
