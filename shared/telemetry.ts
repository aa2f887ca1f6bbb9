import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';

/** One logger and one set of metrics per process; service name and level come from the Powertools environment. */
export const logger = /* @__PURE__ */ new Logger();
export const metrics = /* @__PURE__ */ new Metrics({ namespace: 'Simsheet' });
