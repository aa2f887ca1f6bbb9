import type { App } from 'aws-cdk-lib';
import { ServiceStack } from './constructs/ServiceStack.ts';
import type { Settings } from './settings.ts';
export class FilesStack extends ServiceStack {
  constructor(app: App, settings: Settings) {
    super(app, 'files', settings);
  }
}
