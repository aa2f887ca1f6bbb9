import type { App } from 'aws-cdk-lib';
import { BillingStack } from './BillingStack.ts';
import { FilesStack } from './FilesStack.ts';
import { GatewayStack } from './GatewayStack.ts';
import { NotificationsStack } from './NotificationsStack.ts';
import { PlatformStack } from './PlatformStack.ts';
import { ResultsStack } from './ResultsStack.ts';
import { SimulationsStack } from './SimulationsStack.ts';
import { readSettings, type Settings } from './settings.ts';
import { UsersStack } from './UsersStack.ts';

const domains = [UsersStack, FilesStack, SimulationsStack, ResultsStack, BillingStack, NotificationsStack];

/** Adds an installation to the app: the platform's stack, the gateway's, and one per service domain. */
export const simsheet = (app: App): Settings => {
  const settings = readSettings(app);
  const platform = new PlatformStack(app, settings);
  const gateway = new GatewayStack(app, settings, platform);
  for (const Domain of domains) {
    new Domain(app, settings).addStackDependency(
      gateway,
      'its instances register there, and are removed before it goes',
    );
  }
  return settings;
};
