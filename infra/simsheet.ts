import type { App } from 'aws-cdk-lib';
import { pooledCell } from '../shared/tenancy/tenancy.ts';
import { BillingStack } from './BillingStack.ts';
import { CellStack } from './CellStack.ts';
import { FilesStack } from './FilesStack.ts';
import { GatewayStack } from './GatewayStack.ts';
import { NotificationsStack } from './NotificationsStack.ts';
import { PlatformStack } from './PlatformStack.ts';
import { ResultsStack } from './ResultsStack.ts';
import { SimulationsStack } from './SimulationsStack.ts';
import { readSettings, type Settings } from './settings.ts';
import { UsersStack } from './UsersStack.ts';

/** What every cell has, the pooled one and dedicated ones. */
const ofCells = [FilesStack, SimulationsStack, ResultsStack, BillingStack, NotificationsStack];

/** Adds an installation to the app, or one dedicated cell of it. */
export const simsheet = (app: App): Settings => {
  const settings = readSettings(app);
  if (settings.cell === pooledCell) installation(app, settings);
  else dedicatedCell(app, settings);
  return settings;
};

/** The platform's stack, the gateway's, and one per service domain. */
const installation = (app: App, settings: Settings): void => {
  const platform = new PlatformStack(app, settings);
  const gateway = new GatewayStack(app, settings, platform);
  const domains = [new UsersStack(app, settings, platform), ...ofCells.map((Domain) => new Domain(app, settings))];
  for (const domain of domains) {
    domain.addStackDependency(gateway, 'its instances register there, and are removed before it goes');
  }
};

/** Beside an installation that is there. */
const dedicatedCell = (app: App, settings: Settings): void => {
  const cell = new CellStack(app, settings);
  for (const Domain of ofCells) new Domain(app, settings).addStackDependency(cell, 'its events go over the bus there');
};
