import { Duration, type Stack } from 'aws-cdk-lib';
import { EventBus, Match } from 'aws-cdk-lib/aws-events';
import { busName } from '../names.ts';
import type { Settings } from '../settings.ts';

/** Shorter than the marker of a consumed event is kept (events/consume/once.ts), so that a replay does nothing twice. */
const archived = Duration.days(30);

/** The bus of an installation or of a cell, whose events are kept for a while. */
export const eventBus = (stack: Stack, settings: Settings): EventBus => {
  const bus = new EventBus(stack, 'Bus', { eventBusName: busName(settings) });
  if (settings.has('event-archive')) {
    bus.archive('Archive', {
      archiveName: busName(settings),
      description: 'What happened, to be replayed: docs/runbooks/dead-letters.md',
      eventPattern: { source: Match.prefix('simsheet/') },
      retention: archived,
    });
  }
  return bus;
};
