import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';

/** One logger and one set of metrics per process; service name and level come from the Powertools environment. */
export const logger = new Logger();
export const metrics = new Metrics({ namespace: 'Simsheet' });
