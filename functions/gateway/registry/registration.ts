import type { CloudFormationCustomResourceEvent, CloudFormationCustomResourceResponse } from 'aws-lambda';
import type { CircuitStore } from '../../../shared/circuitBreaker/store.ts';
import { logger } from '../../../shared/telemetry.ts';
import { instanceName, namedInstance, registration } from './instance.ts';
import { registryCacheMs } from './knownInstances.ts';
import type { Registry } from './store.ts';

export interface RegistrationDeps {
  registry: Registry;
  circuits: Pick<CircuitStore, 'forget'>;
  clock: () => number;
  wait(ms: number): Promise<void>;
  /** Tells CloudFormation, which waits for an hour for an answer that never comes. */
  respond(url: string, response: CloudFormationCustomResourceResponse): Promise<void>;
}

/**
 * A deployment registers the instances that it makes, as resources of its stacks: created, changed and removed with them.
 * One that goes is drained first, until every process of the gateway has heard of it.
 */
export const handleRegistration = async (
  deps: RegistrationDeps,
  event: CloudFormationCustomResourceEvent,
): Promise<void> => {
  const known = 'PhysicalResourceId' in event ? event.PhysicalResourceId : undefined;
  const answer = {
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
  };
  try {
    const PhysicalResourceId = await (event.RequestType === 'Delete'
      ? remove(deps, event)
      : register(deps, event.ResourceProperties));
    await deps.respond(event.ResponseURL, { ...answer, Status: 'SUCCESS', PhysicalResourceId });
  } catch (error) {
    logger.error('registration failed', { request: event.RequestType, error: error as Error });
    const PhysicalResourceId = known ?? 'not-registered';
    const Reason = (error as Error).message;
    await deps.respond(event.ResponseURL, { ...answer, Status: 'FAILED', PhysicalResourceId, Reason });
  }
};

/** Registers the instance that these properties describe; answers its name. */
export const register = async (
  { registry, clock }: Pick<RegistrationDeps, 'registry' | 'clock'>,
  properties: unknown,
): Promise<string> => {
  const given = registration.parse(properties);
  const known = await registry.get(given);
  // Ids of a dedicated cell begin with its name, which an id elsewhere may happen to as well.
  if (known?.kind === 'lambda' && known.cell !== given.cell)
    throw new Error(`${instanceName(given)} is an instance in the cell ${known.cell}: give it another id`);
  const made = await registry.register(given, { actor: 'deployment', at: clock(), heartbeatUntil: null });
  logger.info('registered', { instance: instanceName(made), target: made.target, version: made.version });
  return instanceName(made);
};

const remove = async (
  { registry, circuits, wait }: RegistrationDeps,
  event: CloudFormationCustomResourceEvent & { RequestType: 'Delete' },
): Promise<string> => {
  const name = namedInstance(event.PhysicalResourceId);
  // A creation that failed leaves nothing behind.
  if (name === null) return event.PhysicalResourceId;
  if ((await registry.adjust(name, { draining: true })) !== null) await wait(registryCacheMs);
  await registry.remove(name);
  await circuits.forget(event.PhysicalResourceId);
  logger.info('removed', { instance: event.PhysicalResourceId });
  return event.PhysicalResourceId;
};
