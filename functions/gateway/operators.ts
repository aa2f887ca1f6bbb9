/** What the operators of the platform see and do: the registry and the circuits. */
import { failed, ok, type Result } from '../../engine/result.ts';
import type {
  CircuitList,
  CircuitView,
  CircuitWithHistory,
  InstanceView,
  ServiceView,
} from '../../shared/api/gateway.ts';
import type { Failure } from '../../shared/http/route.ts';
import type { Identity } from '../../shared/identity.ts';
import { logger } from '../../shared/telemetry.ts';
import type { InstanceCircuits } from './instances/circuits.ts';
import type { Decision } from './instances/decision.ts';
import type { InstanceCalls } from './instances/instanceCalls.ts';
import { newcomer } from './registry/healthRules.ts';
import { asHeard } from './registry/heartbeat.ts';
import { type Instance, instanceName, type Registration } from './registry/instance.ts';
import { serviceStatus } from './registry/serviceStatus.ts';
import type { Adjustment, Registry } from './registry/store.ts';
import { attemptTimeoutMs, type ServiceName, services } from './services.ts';

export interface OperatorDeps {
  registry: Registry;
  circuits: Pick<InstanceCircuits, 'settings' | 'others' | 'describe' | 'history' | 'decide' | 'forget'>;
  calls: Pick<InstanceCalls, 'health' | 'leadsBack'>;
  /** Why this address may not be registered. */
  objectionTo(address: URL): string | null;
  region: string;
  clock: () => number;
}

/** An HTTP instance says that it is alive every half minute, and may miss two of these. */
const heartbeatMs = 90_000;
const firstCheckMs = 5_000;

export const listServices = async ({
  registry,
  clock,
}: OperatorDeps): Promise<Result<{ services: ServiceView[] }, never>> => {
  const instances = await registry.list();
  return ok({ services: services.map((service) => viewOf(service, instances, clock())) });
};

export const showService = async (
  { registry, clock }: OperatorDeps,
  service: ServiceName,
): Promise<Result<ServiceView, never>> => ok(viewOf(service, await registry.list(), clock()));

const viewOf = (service: ServiceName, all: readonly Instance[], now: number): ServiceView => {
  const instances = all.filter((each) => each.service === service).map((each) => asHeard(each, now));
  return {
    service,
    paths: [`/api/${service}`],
    attemptTimeoutMs: attemptTimeoutMs[service],
    status: serviceStatus(instances),
    instances: instances.map(instanceView),
  };
};

export const instanceView = (instance: Instance): InstanceView => ({
  ...instance,
  lastCheckAt: isoOrNull(instance.lastCheckAt),
  inServiceSince: iso(instance.inServiceSince),
  registeredAt: iso(instance.registeredAt),
  heartbeatUntil: isoOrNull(instance.heartbeatUntil),
});

export interface HttpRegistration extends Omit<Registration, 'service' | 'kind' | 'target' | 'region'> {
  url: string;
}

/** Only an instance that answers now is taken: a mistyped address is noticed by whoever mistyped it. */
export const registerInstance = async (
  { registry, circuits, calls, objectionTo, region, clock }: OperatorDeps,
  service: ServiceName,
  { url, ...given }: HttpRegistration,
  { userId }: Identity,
): Promise<Result<InstanceView, Failure<'address-refused' | 'instance-silent' | 'instance-deployed'>>> => {
  const objection = objectionTo(new URL(url));
  if (objection !== null) return failed({ code: 'address-refused', detail: objection });
  const registration: Registration = { ...given, service, kind: 'http', target: url, region };
  const known = await registry.get(registration);
  if (known?.kind === 'lambda') return failed(deployed(registration));

  const at = clock();
  const candidate = {
    ...registration,
    ...newcomer(at),
    draining: false,
    registeredAt: at,
    registeredBy: userId,
    heartbeatUntil: null,
  };
  const silence = await calls.health(candidate, AbortSignal.timeout(firstCheckMs)).then(
    ({ status, checks }) =>
      status === 'UNHEALTHY' ? `it says that it is UNHEALTHY (${checks.map(({ error }) => error).join('; ')})` : null,
    (error: Error) => error.message,
  );
  if (silence !== null) {
    const detail = `GET ${url.replace(/\/$/, '')}${given.healthPath} did not tell that it works: ${silence}. Nothing was registered.`;
    return failed({ code: 'instance-silent', detail });
  }
  const isLoop = await calls.leadsBack(candidate, AbortSignal.timeout(firstCheckMs)).catch(() => false);
  if (isLoop)
    return failed({ code: 'address-refused', detail: `${url} leads back to this gateway. Nothing was registered.` });
  // What was known of another address is nothing to this one.
  if (known?.target !== url) await circuits.forget(instanceName(registration));
  const made = await registry.register(registration, { actor: userId, at, heartbeatUntil: at + heartbeatMs });
  logger.warn('an operator registered an instance', { instance: instanceName(made), target: url, actor: userId });
  return ok(instanceView(made));
};

export const adjustInstance = async (
  { registry }: OperatorDeps,
  name: InstanceKey,
  change: Adjustment,
  { userId }: Identity,
): Promise<Result<InstanceView, Failure<'instance-not-found'>>> => {
  const changed = await registry.adjust(name, change);
  if (changed === null) return failed(unknown(name));
  logger.warn('an operator changed an instance', { instance: instanceName(name), ...change, actor: userId });
  return ok(instanceView(changed));
};

export const keepInstanceAlive = async (
  { registry, clock }: OperatorDeps,
  name: InstanceKey,
): Promise<Result<InstanceView, Failure<'instance-not-found' | 'instance-deployed'>>> => {
  const kept = await registry.keepAlive(name, clock() + heartbeatMs);
  if (kept !== null) return ok(instanceView(kept));
  return failed((await registry.get(name)) === null ? unknown(name) : deployed(name));
};

export const removeInstance = async (
  { registry, circuits }: OperatorDeps,
  name: InstanceKey,
  { userId }: Identity,
): Promise<Result<null, Failure<'instance-not-found' | 'instance-deployed'>>> => {
  const known = await registry.get(name);
  if (known === null) return failed(unknown(name));
  if (known.kind === 'lambda') return failed(deployed(name));
  await registry.remove(name);
  await circuits.forget(instanceName(name));
  logger.warn('an operator removed an instance', { instance: instanceName(name), actor: userId });
  return ok(null);
};

export const listCircuits = async ({ registry, circuits }: OperatorDeps): Promise<Result<CircuitList, never>> => {
  const names = [...(await registry.list()).map(instanceName), ...(await circuits.others())];
  const circuitBreakers: CircuitView[] = await Promise.all(names.map((name) => circuits.describe(name)));
  return ok({ settings: { ...circuits.settings }, circuitBreakers });
};

export const showCircuit = async (
  { registry, circuits }: OperatorDeps,
  key: InstanceKey,
): Promise<Result<CircuitWithHistory, Failure<'instance-not-found'>>> => {
  if ((await registry.get(key)) === null) return failed(unknown(key));
  const name = instanceName(key);
  const [circuit, history] = await Promise.all([circuits.describe(name), circuits.history(name)]);
  return ok({
    ...circuit,
    history: history.map(({ at, until, ...made }) => ({ ...made, at: iso(at), until: iso(until) })),
  });
};

export const decideCircuit = async (
  deps: OperatorDeps,
  key: InstanceKey,
  decision: Decision,
  { userId }: Identity,
): ReturnType<typeof showCircuit> => {
  if ((await deps.registry.get(key)) === null) return failed(unknown(key));
  await deps.circuits.decide(instanceName(key), userId, decision);
  return showCircuit(deps, key);
};

type InstanceKey = Pick<Instance, 'service' | 'instanceId'>;

const unknown = (name: InstanceKey) => ({
  code: 'instance-not-found' as const,
  detail: `There is no instance ${instanceName(name)}. GET /gateway/services lists them.`,
});

const deployed = (name: InstanceKey) => ({
  code: 'instance-deployed' as const,
  detail: `${instanceName(name)} belongs to the deployment, which registers and removes it. Drain it, or set its weight.`,
});

const iso = (time: number): string => new Date(time).toISOString();
const isoOrNull = (time: number | null): string | null => (time === null ? null : iso(time));
