import { type App, CfnOutput, Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { EventsDashboard } from './constructs/EventsDashboard.ts';
import { eventBus } from './constructs/eventBus.ts';
import { FrontDoor } from './constructs/FrontDoor.ts';
import { SignIn } from './constructs/SignIn.ts';
import { WebSite } from './constructs/WebSite.ts';
import { stackName } from './names.ts';
import type { Settings } from './settings.ts';

/** What all services share: the API's address, the event bus, sign-in, and on AWS the web page's distribution. */
export class PlatformStack extends Stack {
  readonly api: RestApi;
  /** The issuers whose tokens count, as JSON: see functions/gateway/identity/issuers.ts. */
  readonly issuers: string;
  /** Where the web page is. */
  readonly origin: string;

  constructor(app: App, settings: Settings) {
    super(app, 'SimsheetPlatform', {
      stackName: stackName(settings, 'platform'),
      description: 'Simsheet: API, event bus, sign-in and web page',
    });
    eventBus(this, settings);
    new EventsDashboard(this, 'Events', settings);
    const { api } = new FrontDoor(this, 'FrontDoor', settings);
    const site = settings.has('cdn') ? new WebSite(this, 'Web', settings, api) : undefined;
    this.origin = site?.origin ?? settings.webOrigin;
    const signIn = new SignIn(this, 'SignIn', settings, this.origin);
    site?.publish(signIn);
    this.api = api;
    this.issuers = signIn.issuers;

    new CfnOutput(this, 'RestApiId', { value: api.restApiId });
    new CfnOutput(this, 'StageName', { value: api.deploymentStage.stageName });
    new CfnOutput(this, 'ApiUrl', { value: site?.origin ?? api.url });
    for (const [name, value] of Object.entries(signIn.outputs)) new CfnOutput(this, name, { value });
  }
}
