import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { examples } from './examples.ts';
import { operationOf, tagOf } from './operation.ts';
import { commonResponses } from './responses.ts';
import type { RouteTable } from './routeTables.ts';
import { type Json, referredComponents } from './schemas.ts';

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8'));

const about = `Upload a workbook, say which cells are uncertain and which cells matter, and get distributions, percentiles,
sensitivities and exports back.

**Access.** An access token of the installation's OpenID Connect issuer, as \`Authorization: Bearer <token>\`; on a local
cloud \`npm run token\` prints one. Scripts send an API key in its place, \`sk_sim_...\`, which
\`POST /api/users/organization/keys\` makes. Who belongs to several organizations chooses one by the header
\`Simsheet-Organization\`. What a role permits is said with each operation.

**Failures** are problem documents (RFC 9457). \`type\` ends in a stable code for programs, \`detail\` says what happened
and what to do about it, \`errors\` points at each mistake in a request. Every answer has \`x-correlation-id\`.

**Repeating.** A POST with an \`Idempotency-Key\` takes effect once: repeated within 24 hours, it is answered alike.

**Lists** are pages, \`{ items, nextCursor }\`; the query parameter \`cursor\` goes on from \`nextCursor\`.

**Other paths.** \`/enterprise/X\` is another name of \`/api/X\`: the same operations with the same permissions.`;

/** The API's description (OpenAPI 3.1), from the route tables that the services answer by. */
export const openApiDocument = (tables: readonly RouteTable[]): Json => {
  const paths: Record<string, Json> = {};
  for (const { service, routes } of tables) {
    for (const route of routes) {
      paths[route.path] ??= {};
      paths[route.path]![route.method.toLowerCase()] = operationOf(service, route, examples[route.operationId]);
    }
  }
  const responses = commonResponses(tables.flatMap(({ routes }) => [...routes]));
  const operations = Object.values(paths).flatMap((path) => Object.values(path) as Json[]);
  return {
    openapi: '3.1.1',
    info: {
      title: 'Simsheet API',
      version,
      summary: 'Monte Carlo simulation of Excel workbooks.',
      description: about,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [
      { url: '/', description: 'Where this description was loaded from' },
      { url: 'http://localhost:9090', description: 'A local cloud, started with npm start' },
    ],
    tags: tables.map(({ service, description }) => ({ name: tagOf(service), description })),
    paths,
    components: {
      securitySchemes: {
        accessToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: "An access token of the installation's OpenID Connect issuer.",
        },
        apiKey: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'sk_sim_ and 49 letters and digits',
          description:
            'An API key, for scripts, from POST /api/users/organization/keys. It works in one organization, within what it was made for and what its maker may do.',
        },
      },
      parameters,
      headers,
      responses,
      schemas: referredComponents(
        operations.map(({ parameters, requestBody = {} }) => [parameters, requestBody]),
        [operations.map((operation) => operation.responses), responses],
      ),
    },
  };
};

/** As the file holds it. */
export const openApiText = (tables: readonly RouteTable[]): string =>
  `${JSON.stringify(openApiDocument(tables), null, 2)}\n`;

const parameters = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description: 'Makes the request take effect once, however often it is sent. A UUID is a good one.',
    schema: { type: 'string', pattern: '^[\\x21-\\x7e]{1,255}$' },
    example: '5a1c5d0e-3f9b-4f0a-9c57-0b6f0c1d2e3f',
  },
  Organization: {
    name: 'Simsheet-Organization',
    in: 'header',
    description:
      'The organization to act in, of those that you belong to; where it is left out, the one that you chose by PATCH /api/users/me, at first your own.',
    schema: { type: 'string' },
    example: 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC',
  },
  CorrelationId: {
    name: 'x-correlation-id',
    in: 'header',
    description: "Your own name for the request in the installation's logs; one is made where it is left out.",
    schema: { type: 'string', pattern: '^[\\w.:/+=-]{1,128}$' },
    example: 'planning-2026-03-01',
  },
};

const headers = {
  CorrelationId: { description: "The request's name in the installation's logs.", schema: { type: 'string' } },
  RetryAfter: { description: 'Seconds after which it is worth trying again.', schema: { type: 'integer' } },
  Authenticate: { description: 'Bearer, and what is wrong with the token.', schema: { type: 'string' } },
};
