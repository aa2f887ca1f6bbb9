import { Duration } from 'aws-cdk-lib';
import { erasingMs } from '../../events/consume/erase.ts';
import { Consumer } from './Consumer.ts';
import type { DomainTable } from './DomainTable.ts';
import { dataExports, exportsEnvironment } from './Exporter.ts';
import { grantObjects } from './grantObjects.ts';
import type { ServiceFunctionProps } from './ServiceFunction.ts';
import type { ServiceStack } from './ServiceStack.ts';

export interface EraserProps {
  environment?: ServiceFunctionProps['environment'];
  /** The purposes of the buckets in which the service keeps objects of organizations. */
  buckets?: readonly string[];
}

/**
 * Erases what a service has of an organization that was deleted. A consumer of its own: it may take as long as a function
 * can, while the service's other events go on, and no other function can remove what it does not know.
 */
export class Eraser extends Consumer {
  constructor(stack: ServiceStack, table: DomainTable, { environment, buckets = [] }: EraserProps = {}) {
    super(stack, 'Eraser', {
      entryPoint: 'onErase',
      environment: { TABLE: table.tableName, ...environment, ...exportsEnvironment(stack) },
      // What is left when this is nearly over comes again with the message.
      timeout: Duration.millis(erasingMs).plus(Duration.minutes(2)),
      batchSize: 1,
      listensTo: { types: ['organization.deleted'] },
      alarm: { impact: `${stack.service} keeps data of organizations that were deleted`, runbook: 'deletion.md' },
    });
    table.grantUse(this);
    for (const purpose of buckets) grantObjects(stack, this, purpose, ['erase']);
    // What the service wrote into exports goes as well, also if it was under way.
    grantObjects(stack, this, dataExports, ['erase'], `*/${stack.service}/*`);
  }
}
