import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commonProblems } from './problems.ts';
import { routeTables } from './routeTables.ts';

const gatewayRoutes = routeTables.find(({ service }) => service === 'gateway')!.routes;
const root = join(import.meta.dirname, '..');

/** Who refuses a request before or beside a service's own operation. */
const refusing = [
  'shared/http/httpHandler.ts',
  'infra/constructs/FrontDoor.ts',
  'functions/gateway/**/*.ts',
  // What it says of somebody who comes by an organization's sign-on, the gateway hands on.
  'functions/users/signOn/landing.ts',
];

/** Given to requests that are no operation of the description, or that API Gateway itself cannot read. */
const beyondOperations = ['method-not-allowed', 'front-door', 'loop'];

describe('the problems that no route lists', () => {
  it('are those that the router, the gateway and the front door name, and no others', () => {
    const sources = globSync(refusing, { cwd: root, exclude: ['**/*.test.ts', '**/routes.ts'] });
    const named = sources.flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/(?:code: '|urn:simsheet:problem:)([\w-]+)/g)].map(
        ([, code]) => code,
      ),
    );
    const listed = [
      ...commonProblems.map(({ code }) => code),
      ...gatewayRoutes.flatMap(({ respond }) => Object.keys(respond.errors)),
      ...beyondOperations,
    ];

    expect(sources).toContain('functions/gateway/gateway.ts');
    expect(new Set(named)).toEqual(new Set(listed));
  });
});
