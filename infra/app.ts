import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { BillingStack } from './BillingStack.ts';
import { FilesStack } from './FilesStack.ts';
import { GatewayStack } from './GatewayStack.ts';
import { NotificationsStack } from './NotificationsStack.ts';
import { PlatformStack } from './PlatformStack.ts';
import { ResultsStack } from './ResultsStack.ts';
import { SimulationsStack } from './SimulationsStack.ts';
import { readSettings } from './settings.ts';
import { UsersStack } from './UsersStack.ts';

const app = new App();
const settings = readSettings(app);

const platform = new PlatformStack(app, settings);
new UsersStack(app, settings);
new FilesStack(app, settings);
new SimulationsStack(app, settings);
new ResultsStack(app, settings);
new BillingStack(app, settings);
new NotificationsStack(app, settings);
new GatewayStack(app, settings, platform);

// Checks of security practices; a local cloud has no strangers.
if (!settings.local) Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true }));
