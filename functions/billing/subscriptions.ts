import { on, type Subscription } from '../../events/consume/consume.ts';
import { simulationCompletedV1 } from '../../events/simulation.ts';
import { type BillingDeps, recordUsage } from './billing.ts';

export const subscriptions = (deps: BillingDeps): readonly Subscription[] => [
  on(simulationCompletedV1, (event) => recordUsage(deps, event)),
];
