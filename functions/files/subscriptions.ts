import { on, type Subscription } from '../../events/consume/consume.ts';
import { type Erasure, eraseOrganization } from '../../events/consume/erase.ts';
import { organizationDeletedV1 } from '../../events/organization.ts';

/** What a function of its own does, which has the time. */
export const erasing = (erasure: Erasure): readonly Subscription[] => [
  on(organizationDeletedV1, (event) => eraseOrganization(erasure, event)),
];
