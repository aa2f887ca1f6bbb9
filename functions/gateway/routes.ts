import * as z from 'zod';
import {
  circuitList,
  circuitWithHistory,
  healthView,
  instanceView,
  keySet,
  serviceList,
  serviceView,
} from '../../shared/api/gateway.ts';
import { domainName, signOnOfDomain } from '../../shared/api/signOnOfDomain.ts';
import { type DescribedRoute, type Route, route } from '../../shared/http/route.ts';
import { decision } from './instances/decision.ts';
import {
  adjustInstance,
  decideCircuit,
  keepInstanceAlive,
  listCircuits,
  listServices,
  type OperatorDeps,
  registerInstance,
  removeInstance,
  showCircuit,
  showService,
} from './operators.ts';
import { registration } from './registry/instance.ts';
import { services } from './services.ts';

const ofService = z.object({ service: z.enum(services).describe('The service.') });
const ofInstance = ofService.extend({
  instance: registration.shape.instanceId.describe('Its id among those of the service.'),
});
const keyOf = ({ service, instance }: z.infer<typeof ofInstance>) => ({ service, instanceId: instance });

const weight = z.int().min(0).max(1000);

const httpInstance = z
  .strictObject({
    ...registration.pick({ instanceId: true, cell: true, version: true, healthPath: true }).shape,
    weight: weight.default(100),
    url: z.url({ protocol: /^https?$/, error: 'an address like https://files.example.com' }).max(500),
  })
  .meta({ id: 'InstanceRegistrationRequest' });

const adjustment = z
  .strictObject({ weight, draining: z.boolean() })
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'say what to change: weight, draining or both')
  .meta({ id: 'InstanceChangeRequest' });

/** What anybody may ask, answered before the rest of a request is looked at. */
export const publicRoutes: readonly DescribedRoute[] = [
  {
    method: 'GET',
    path: '/gateway/health',
    operationId: 'getHealth',
    summary: 'Whether things work',
    description: 'Public, so it says no more than that.',
    parse: {},
    authorise: 'public',
    respond: { ok: [200, healthView], errors: {} },
    alsoAnswers: 503,
  },
  {
    method: 'GET',
    path: '/gateway/jwks.json',
    operationId: 'getKeys',
    summary: 'The key by which an HTTP instance knows that a request comes from the gateway',
    description: 'A JSON Web Key Set (RFC 7517).',
    parse: {},
    authorise: 'public',
    respond: { ok: [200, keySet], errors: {} },
  },
  {
    method: 'GET',
    path: '/gateway/sign-on',
    operationId: 'getSignOnOfDomain',
    summary: 'By which issuer people with an address of a domain sign in',
    description: 'Public, for a page that asks for an address first.',
    parse: { query: z.object({ domain: domainName.describe('What follows the @ of an e-mail address.') }) },
    authorise: 'public',
    respond: { ok: [200, signOnOfDomain], errors: { 'sign-on-not-found': 404 } },
  },
];

export const routes = (deps: OperatorDeps): readonly Route[] => [
  route({
    method: 'GET',
    path: '/gateway/services',
    operationId: 'listServices',
    summary: 'Every service with its instances and how they are',
    parse: {},
    authorise: 'operator',
    act: () => listServices(deps),
    respond: { ok: [200, serviceList], errors: {} },
  }),
  route({
    method: 'GET',
    path: '/gateway/services/{service}',
    operationId: 'getService',
    summary: 'One service with its instances',
    parse: { params: ofService },
    authorise: 'operator',
    act: ({ params }) => showService(deps, params.service),
    respond: { ok: [200, serviceView], errors: {} },
  }),
  route({
    method: 'POST',
    path: '/gateway/services/{service}/instances',
    operationId: 'registerInstance',
    summary: 'Register an HTTP instance, which then keeps itself alive by heartbeats',
    parse: { params: ofService, body: httpInstance },
    authorise: 'operator',
    act: ({ params, body, context }) => registerInstance(deps, params.service, body, context.identity),
    respond: {
      ok: [201, instanceView],
      errors: { 'address-refused': 422, 'instance-silent': 422, 'instance-deployed': 409 },
    },
  }),
  route({
    method: 'PATCH',
    path: '/gateway/services/{service}/instances/{instance}',
    operationId: 'changeInstance',
    summary: 'Drain an instance, or change its share of the requests',
    parse: { params: ofInstance, body: adjustment },
    authorise: 'operator',
    act: ({ params, body, context }) => adjustInstance(deps, keyOf(params), body, context.identity),
    respond: { ok: [200, instanceView], errors: { 'instance-not-found': 404 } },
  }),
  route({
    method: 'PUT',
    path: '/gateway/services/{service}/instances/{instance}/heartbeat',
    operationId: 'keepInstanceAlive',
    summary: 'Tell that an HTTP instance is alive; due every 30 s',
    parse: { params: ofInstance },
    authorise: 'operator',
    // Every half minute, by each instance.
    audited: false,
    act: ({ params }) => keepInstanceAlive(deps, keyOf(params)),
    respond: { ok: [200, instanceView], errors: { 'instance-not-found': 404, 'instance-deployed': 409 } },
  }),
  route({
    method: 'DELETE',
    path: '/gateway/services/{service}/instances/{instance}',
    operationId: 'removeInstance',
    summary: 'Remove an HTTP instance',
    parse: { params: ofInstance },
    authorise: 'operator',
    act: ({ params, context }) => removeInstance(deps, keyOf(params), context.identity),
    respond: { ok: [204, null], errors: { 'instance-not-found': 404, 'instance-deployed': 409 } },
  }),
  route({
    method: 'GET',
    path: '/gateway/circuit-breakers',
    operationId: 'listCircuitBreakers',
    summary: 'The circuit of every instance',
    parse: {},
    authorise: 'operator',
    act: () => listCircuits(deps),
    respond: { ok: [200, circuitList], errors: {} },
  }),
  route({
    method: 'GET',
    path: '/gateway/circuit-breakers/{service}/{instance}',
    operationId: 'getCircuitBreaker',
    summary: 'One circuit, with what operators decided about it',
    parse: { params: ofInstance },
    authorise: 'operator',
    act: ({ params }) => showCircuit(deps, keyOf(params)),
    respond: { ok: [200, circuitWithHistory], errors: { 'instance-not-found': 404 } },
  }),
  route({
    method: 'PUT',
    path: '/gateway/circuit-breakers/{service}/{instance}/mode',
    operationId: 'decideCircuitBreaker',
    summary: 'Force a circuit open or closed, only watch it, or leave it to itself again',
    parse: { params: ofInstance, body: decision },
    authorise: 'operator',
    act: ({ params, body, context }) => decideCircuit(deps, keyOf(params), body, context.identity),
    respond: { ok: [200, circuitWithHistory], errors: { 'instance-not-found': 404 } },
  }),
];
