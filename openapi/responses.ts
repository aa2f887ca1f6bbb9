import * as z from 'zod';
import { type ProblemDocument, problem } from '../shared/api/problem.ts';
import { ownHeaders } from '../shared/http/message.ts';
import { type ProblemStatus, titles } from '../shared/http/problem.ts';
import type { DescribedRoute } from '../shared/http/route.ts';
import { commonProblemExamples, type Example } from './examples.ts';
import { commonProblems } from './problems.ts';
import { type Json, schemaOf } from './schemas.ts';

/** The answers to an operation by status; those that every service gives alike are references to `commonResponses`. */
export const responsesOf = (route: DescribedRoute, { response, problems }: Example): Json => ({
  ...successOf(route, response),
  ...Object.fromEntries(
    problemStatusesOf(route).map((status) => {
      const name = commonName(route, status);
      return [
        status,
        name === null ? problemResponse(route, status, problems?.[status]) : { $ref: `#/components/responses/${name}` },
      ];
    }),
  ),
});

/** What `responsesOf` refers to, from the routes that it was asked about. */
export const commonResponses = (routes: readonly DescribedRoute[]): Json =>
  Object.fromEntries(
    routes.flatMap((route) =>
      problemStatusesOf(route).flatMap((status) => {
        const name = commonName(route, status);
        return name === null ? [] : [[name, problemResponse(route, status, commonProblemExamples[status])]];
      }),
    ),
  );

const meanings: Record<number, string> = {
  200: 'What was asked for.',
  201: 'Made.',
  202: 'Accepted; it goes on by itself.',
  204: 'Done.',
};

const successOf = (route: DescribedRoute, example: unknown): Json => {
  const [status, schema] = route.respond.ok;
  const content = schema && contentOf(route, schemaOf(schema, 'output'), example);
  const headers = { ...correlation, ...headersOf(route) };
  const answer = { description: meanings[status], headers, ...(content === null ? {} : { content }) };
  return {
    [status]: answer,
    ...(route.alsoAnswers === undefined
      ? {}
      : { [route.alsoAnswers]: { ...answer, description: 'The same document.' } }),
  };
};

/** JSON, or a text of one of the media types that the route writes. */
const contentOf = ({ respond }: DescribedRoute, schema: Json, example: unknown): Json => {
  const given = example === undefined ? {} : { example };
  if (respond.as === undefined) return { 'application/json': { schema, ...given } };
  const written = example === undefined ? undefined : respond.as.write(example);
  return Object.fromEntries(
    respond.as.types.map((type) => [
      type,
      { schema: { type: 'string' }, ...(written?.type.startsWith(type) ? { example: written.text } : {}) },
    ]),
  );
};

const correlation = { 'x-correlation-id': { $ref: '#/components/headers/CorrelationId' } };

/** Read off the function itself, given an answer that holds the names of its fields. */
const headersOf = ({ respond }: DescribedRoute): Json => {
  const names = new Proxy({}, { get: (_, name) => `{${String(name)}}` });
  return Object.fromEntries(
    Object.entries(respond.headers?.(names) ?? {})
      .filter(([name]) => !name.startsWith(ownHeaders))
      .map(([name, value]) => [
        name.charAt(0).toUpperCase() + name.slice(1),
        { description: `\`${value}\``, schema: { type: 'string' } },
      ]),
  );
};

const ownCodes = ({ respond }: DescribedRoute, status: ProblemStatus): string[] =>
  Object.entries(respond.errors).flatMap(([code, given]) => (given === status ? [code] : []));

const problemStatusesOf = (route: DescribedRoute): ProblemStatus[] => {
  const statuses = [
    ...Object.values(route.respond.errors),
    ...commonProblems.filter(({ given }) => given(route)).map(({ status }) => status),
  ];
  return [...new Set(statuses)].filter((status) => status !== route.alsoAnswers).sort((a, b) => a - b);
};

/** Those whose codes depend on no route. */
const alike: readonly ProblemStatus[] = [401, 403, 413, 415, 429, 500, 502, 503, 504];

const commonName = (route: DescribedRoute, status: ProblemStatus): string | null => {
  if (route.authorise === 'public' || route.authorise === 'operator') return null;
  if (!alike.includes(status) || ownCodes(route, status).length > 0) return null;
  return titles[status].replace(/(?:^|\W)(\w)/g, (_, letter: string) => letter.toUpperCase());
};

const problemSchema = schemaOf(problem, 'output');

const problemResponse = (route: DescribedRoute, status: ProblemStatus, example: ProblemDocument | undefined): Json => {
  const own = ownCodes(route, status);
  const common = commonProblems.filter((row) => row.status === status && row.given(route) && !own.includes(row.code));
  const codes = [...own, ...common.map(({ code }) => code)];
  const lines = [...own.map((code) => `- \`${code}\``), ...common.map(({ code, when }) => `- \`${code}\`: ${when}`)];
  const type = z.enum(codes.map((code) => `urn:simsheet:problem:${code}`));
  return {
    description: `${titles[status]}\n\n${lines.join('\n')}`,
    headers: { ...correlation, ...furtherHeaders[status] },
    content: {
      'application/problem+json': {
        schema: { allOf: [problemSchema, { type: 'object', properties: { type: schemaOf(type, 'output') } }] },
        ...(example === undefined ? {} : { example }),
      },
    },
  };
};

const furtherHeaders: Partial<Record<ProblemStatus, Json>> = {
  401: { 'WWW-Authenticate': { $ref: '#/components/headers/Authenticate' } },
  429: { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } },
  503: { 'Retry-After': { $ref: '#/components/headers/RetryAfter' } },
};
