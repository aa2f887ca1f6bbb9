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

/** Adds an installation to the app: the platform's stack and one per service domain. */
export const simsheet = (app: App): Settings => {
  const settings = readSettings(app);
  const platform = new PlatformStack(app, settings);
  new UsersStack(app, settings);
  new FilesStack(app, settings);
  new SimulationsStack(app, settings);
  new ResultsStack(app, settings);
  new BillingStack(app, settings);
  new NotificationsStack(app, settings);
  new GatewayStack(app, settings, platform);
  return settings;
};
