import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { simsheet } from './simsheet.ts';

const app = new App();
const { local } = simsheet(app);
// Checks of security practices; a local cloud has no strangers.
if (!local) Validations.of(app).addPlugins(new AwsSolutionsChecks(app, { verbose: true }));
