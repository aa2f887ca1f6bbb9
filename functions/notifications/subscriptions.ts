import { on, type Subscription } from '../../events/consume/consume.ts';
import { simulationCompletedV1, simulationFailedV1 } from '../../events/simulation.ts';
import { type NotificationDeps, notifyCompleted, notifyFailed } from './notifications.ts';

export const subscriptions = (deps: NotificationDeps): readonly Subscription[] => [
  on(simulationCompletedV1, (event) => notifyCompleted(deps, event)),
  on(simulationFailedV1, (event) => notifyFailed(deps, event)),
];
