import { type App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { EventBus, Match } from 'aws-cdk-lib/aws-events';
import { EventsDashboard } from './constructs/EventsDashboard.ts';
import { FrontDoor } from './constructs/FrontDoor.ts';
import { SignIn } from './constructs/SignIn.ts';
import { WebSite } from './constructs/WebSite.ts';
import { busName, stackName } from './names.ts';
import type { Settings } from './settings.ts';

/** Shorter than the marker of a consumed event is kept (events/consume/once.ts), so that a replay does nothing twice. */
const archived = Duration.days(30);

/** What all services share: the API's address, the event bus, sign-in, and on AWS the web page's distribution. */
export class PlatformStack extends Stack {
  readonly api: RestApi;
  /** The issuers whose tokens count, as JSON: see functions/gateway/identity/issuers.ts. */
  readonly issuers: string;

  constructor(app: App, settings: Settings) {
    super(app, 'SimsheetPlatform', {
      stackName: stackName(settings, 'platform'),
      description: 'Simsheet: API, event bus, sign-in and web page',
    });
    const bus = new EventBus(this, 'Bus', { eventBusName: busName(settings) });
    if (settings.has('event-archive')) {
      bus.archive('Archive', {
        archiveName: busName(settings),
        description: 'What happened, to be replayed: docs/runbooks/dead-letters.md',
        eventPattern: { source: Match.prefix('simsheet/') },
        retention: archived,
      });
    }
    new EventsDashboard(this, 'Events', settings);
    const { api } = new FrontDoor(this, 'FrontDoor', settings);
    const site = settings.has('cdn') ? new WebSite(this, 'Web', settings, api) : undefined;
    const signIn = new SignIn(this, 'SignIn', settings, site?.origin ?? settings.webOrigin);
    site?.publish(signIn);
    this.api = api;
    this.issuers = signIn.issuers;

    new CfnOutput(this, 'RestApiId', { value: api.restApiId });
    new CfnOutput(this, 'StageName', { value: api.deploymentStage.stageName });
    new CfnOutput(this, 'ApiUrl', { value: site?.origin ?? api.url });
    for (const [name, value] of Object.entries(signIn.outputs)) new CfnOutput(this, name, { value });
  }
}
