import * as z from 'zod';
import { pageOf, pageQuery } from '../http/page.ts';
import { id } from '../ids.ts';

const credential = z.object({
  kind: z.enum(['token', 'key', 'operator']),
  id: z
    .string()
    .describe(
      'Of an API key, its keyId; of a sign-in, what the issuer names the token by, never the token; of an operator of the platform, the name (ARN) of the AWS identity that ran the command.',
    ),
});

/** Who did what, on what, from where, with which credential, and how it ended. Nothing of what a request's body holds. */
export const auditRecord = z
  .object({
    auditId: id('aud'),
    at: z.iso.datetime().describe('When it was answered.'),
    organizationId: id('org'),
    actor: z.object({
      userId: id('usr')
        .nullable()
        .describe(
          'Null for an API key whose maker belongs to the organization no more, and for an operator of the platform.',
        ),
      role: z
        .string()
        .nullable()
        .describe('As they had it then, in the organization that they acted in; null in another.'),
      credential,
    }),
    action: z
      .string()
      .describe(
        'The operation, by its operationId; what operators do by a command has a name too, such as changePlan.',
      ),
    resources: z
      .array(z.string())
      .describe(
        'On what: the ids and names in the path, and what was made, as far as Location tells it; of a command, what it was given, and what it made.',
      ),
    method: z.string().nullable().describe('Null for what was no request, but a command of an operator.'),
    path: z
      .string()
      .nullable()
      .describe('Without the query. What cannot be an id or a name is left out of it. Null for a command.'),
    sourceIp: z.string().nullable().describe('The address that the request came from, as API Gateway saw it.'),
    userAgent: z.string().nullable().describe('What the client called itself, at most 200 characters of it.'),
    outcome: z
      .enum(['SUCCEEDED', 'REFUSED', 'FAILED'])
      .describe('REFUSED: they might not (401, 403). FAILED: any other ending without success.'),
    status: z.int().nullable().describe('The HTTP status; null for a command.'),
    problem: z
      .string()
      .nullable()
      .describe('The code of the problem that was answered, or of what a command met with.'),
    correlationId: z.string(),
  })
  .meta({ id: 'AuditRecord' });
export type AuditRecord = z.infer<typeof auditRecord>;

export const auditPage = pageOf(auditRecord).meta({ id: 'AuditPage' });

const asked = {
  from: z.iso.datetime().optional().describe('Of what happened then or later.'),
  to: z.iso.datetime().optional().describe('Of what happened before then.'),
  actor: z
    .union([id('usr'), id('key')], 'an actor is a userId or a keyId')
    .optional()
    .describe('What a person did, or an API key.'),
  resource: z
    .string()
    .regex(/^[\w.-]{1,40}$/, "a resource is an id like sim_01J8ZQ4Y7N8W3V5K2M6R9T0XBC, or a role's name")
    .optional()
    .describe('What was done with a thing, by its id; with a role, by its name.'),
  outcome: auditRecord.shape.outcome.optional(),
};

export const auditQuery = pageQuery.extend(asked);
export type AuditQuery = z.infer<typeof auditQuery>;

const rows = 'limit is a whole number from 1 to 2000';
export const auditExportQuery = pageQuery.extend({
  ...asked,
  format: z.enum(['csv', 'ndjson']).default('csv').describe('CSV with a row per record, or a line of JSON per record.'),
  limit: z.coerce
    .number<string>(rows)
    .int(rows)
    .min(1, rows)
    .max(2000, rows)
    .default(2000)
    .describe('How many records a part has at most.'),
});
export type AuditExportQuery = z.infer<typeof auditExportQuery>;

/** A part of an export; the first one of a CSV has the names of the columns. */
export const auditExport = z.object({
  format: auditExportQuery.shape.format,
  isFirst: z.boolean(),
  records: z.array(auditRecord),
  /** The address of the next part; null in the last one. */
  next: z.string().nullable(),
});
export type AuditExport = z.infer<typeof auditExport>;

/** What the gateway hands the users service to write down, and in whose log. */
export const auditEntry = z.object({ log: z.enum(['ORGANIZATION', 'PLATFORM']), record: auditRecord });
export type AuditEntry = z.infer<typeof auditEntry>;
