import { createConfig, lintFromString } from '@redocly/openapi-core';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { openApiText } from './document.ts';
import { examples } from './examples.ts';
import { permissionsText } from './permissionsText.ts';
import { routeIndexText } from './routeIndex.ts';
import { routeTables } from './routeTables.ts';

const routes = routeTables.flatMap((table) => [...table.routes]);

/** The rules whose breach makes a description wrong or hard to use; each is an error. */
const config = createConfig({
  extends: ['recommended-strict'],
  rules: {
    // A local cloud is one of the places where the API is.
    'no-server-example.com': 'off',
    'operation-4xx-problem-details-rfc7807': 'error',
    'operation-description': 'error',
    'operation-singular-tag': 'error',
    'operation-tag-defined': 'error',
    'parameter-description': 'error',
    'spec-strict-refs': 'error',
  },
});

const mistakesIn = async (source: string) =>
  (await lintFromString({ source, absoluteRef: 'openapi.json', config: await config })).map(
    ({ ruleId, message, location }) => `${ruleId}: ${message} (${location[0]?.pointer})`,
  );

describe('what is made from the route tables', () => {
  it('is docs/openapi.json', async () => {
    await expect(openApiText(routeTables)).toMatchFileSnapshot('../docs/openapi.json');
  });

  it('is docs/permissions.md', async () => {
    await expect(permissionsText(routeTables)).toMatchFileSnapshot('../docs/permissions.md');
  });

  it("is the gateway's index of routes", async () => {
    await expect(routeIndexText(routeTables)).toMatchFileSnapshot('../functions/gateway/edge/routeIndex.json');
  });
});

describe('the description of the API', () => {
  it('is valid OpenAPI 3.1, complete, and its examples are what its schemas say', async () => {
    expect(await mistakesIn(openApiText(routeTables))).toEqual([]);
  });

  it('would be found wrong with an example that does not fit, an operation without a name or a missing schema', async () => {
    const text = openApiText(routeTables)
      .replace('"status": "PROCESSING"', '"status": "DONE"')
      .replace('"operationId": "getMe",', '')
      .replace('#/components/schemas/Usage"', '#/components/schemas/Nothing"');

    const rules = (await mistakesIn(text)).map((mistake) => mistake.split(':')[0]);

    expect(new Set(rules)).toEqual(
      new Set([
        'no-invalid-media-type-examples',
        'operation-operationId',
        'no-unresolved-refs',
        'no-unused-components',
      ]),
    );
  });

  it.each(routes)('shows $operationId by an example that the service itself would take and give', (route) => {
    const { request, response } = examples[route.operationId] ?? {};
    const body = route.parse.body === 'raw' ? route.reads?.body?.['application/json'] : route.parse.body;
    const answer = route.respond.ok[1];

    expect(body === undefined ? request : z.safeParse(body, request).error).toBeUndefined();
    expect(answer === null ? response : z.safeParse(answer, response).error).toBeUndefined();
  });
});
