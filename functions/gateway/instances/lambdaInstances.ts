import { healthReport, serviceResponse } from '../../../shared/http/message.ts';
import type { FunctionCall } from './functionCall.ts';
import type { InstanceCalls } from './instanceCalls.ts';
import { ServiceFault } from './serviceFault.ts';

export const lambdaInstances = (callFunction: FunctionCall): InstanceCalls => ({
  // Its target is the deployment's own.
  leadsBack: async () => false,
  async request({ target }, request, signal) {
    const result = serviceResponse.safeParse(await callFunction(target, request, signal));
    if (!result.success) throw new ServiceFault('garbage', result.error.message);
    return result.data;
  },
  health: async ({ target }, signal) => healthReport.parse(await callFunction(target, { kind: 'health' }, signal)),
});
