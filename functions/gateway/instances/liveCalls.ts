import { once } from '../once.ts';
import type { FunctionCall } from './functionCall.ts';
import { type InstanceCalls, instanceCalls } from './instanceCalls.ts';
import { lambdaInstances } from './lambdaInstances.ts';

/** Calls of instances, of which those by HTTP are loaded with the first one. */
export const liveCalls = (callFunction: FunctionCall): InstanceCalls => {
  const ofLambda = Promise.resolve(lambdaInstances(callFunction));
  const ofHttp = once(async () => (await import('../onDemand.ts')).liveHttpInstances(Date.now));
  return instanceCalls({ lambda: () => ofLambda, http: ofHttp });
};
