import * as z from 'zod';
import { type DescribedRoute, isOptional } from '../shared/http/route.ts';
import { keyPermissions, roles } from '../shared/permissions.ts';
import type { Example } from './examples.ts';
import { responsesOf } from './responses.ts';
import { type Json, schemaOf } from './schemas.ts';

/** A route as an operation of the description. */
export const operationOf = (service: string, route: DescribedRoute, example: Example = {}): Json => ({
  operationId: route.operationId,
  tags: [tagOf(service)],
  summary: route.summary,
  description: [route.description, whoMay(route)].filter((text) => text !== undefined).join('\n\n'),
  security: securityOf(route),
  parameters: parametersOf(route),
  ...requestBodyOf(route, example.request),
  responses: responsesOf(route, example),
});

export const tagOf = (service: string): string => service.charAt(0).toUpperCase() + service.slice(1);

const whoMay = ({ authorise }: DescribedRoute): string | undefined => {
  if (authorise === 'public') return undefined;
  if (authorise === 'operator') return 'For the operators of the platform.';
  const names = Object.entries(roles).flatMap(([role, given]) =>
    (given as readonly string[]).includes(authorise) ? [role] : [],
  );
  const forKeys = (keyPermissions as readonly string[]).includes(authorise) ? '' : ' No API key can have it.';
  return `Takes the permission \`${authorise}\`, which the roles ${names.join(', ')} give.${forKeys}`;
};

/** Of a bearer scheme, OpenAPI 3.1 lets the list name what the caller needs. */
const securityOf = ({ authorise }: DescribedRoute): Json[] => {
  if (authorise === 'public') return [];
  if (authorise === 'operator') return [{ accessToken: [] }];
  const mayBeKeys = (keyPermissions as readonly string[]).includes(authorise);
  return [{ accessToken: [authorise] }, ...(mayBeKeys ? [{ apiKey: [authorise] }] : [])];
};

const parametersOf = (route: DescribedRoute): Json[] => [
  ...parameters('path', route.parse.params),
  ...parameters('query', route.parse.query),
  ...parameters('header', route.reads?.headers),
  ...(route.method === 'POST' ? [{ $ref: '#/components/parameters/IdempotencyKey' }] : []),
  ...(route.authorise === 'public' ? [] : [{ $ref: '#/components/parameters/Organization' }]),
  { $ref: '#/components/parameters/CorrelationId' },
];

const parameters = (place: 'path' | 'query' | 'header', schema: z.ZodType | undefined): Json[] => {
  if (schema === undefined) return [];
  if (!(schema instanceof z.ZodObject)) throw new Error(`the ${place} is no object with a field per parameter`);
  return Object.entries(schema.shape).map(([name, field]) => {
    const { description, examples, ...described } = schemaOf(field as z.ZodType, 'input');
    return {
      name,
      in: place,
      required: place === 'path' || !z.safeParse(field as z.ZodType, undefined).success,
      ...(description === undefined ? {} : { description }),
      schema: described,
      ...(Array.isArray(examples) ? { example: examples[0] } : {}),
    };
  });
};

const requestBodyOf = ({ operationId, parse, reads }: DescribedRoute, example: unknown): Json => {
  if (parse.body === undefined) return {};
  const types = parse.body === 'raw' ? reads?.body : { 'application/json': parse.body };
  if (types === undefined) throw new Error(`${operationId} takes a raw body and does not say of which media types`);
  const content = Object.entries(types).map(([type, schema]) => [
    type,
    {
      schema: schemaOf(schema, 'input'),
      ...(type === 'application/json' && example !== undefined ? { example } : {}),
    },
  ]);
  const required = parse.body === 'raw' || !isOptional(parse.body);
  return { requestBody: { required, content: Object.fromEntries(content) } };
};
