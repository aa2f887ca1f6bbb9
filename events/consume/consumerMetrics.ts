/** What dashboards see of a service's consumers: see infra/constructs/EventsDashboard.ts. */
export const consumerMetrics = {
  consumed: 'EventsConsumed',
  /** Attempts that failed; most are tried again. */
  failed: 'EventAttemptsFailed',
  /** Messages that were set aside with their reason. */
  deadLetters: 'EventsDeadLettered',
  /** From what happened to the end of its handling, in milliseconds. */
  delay: 'EventConsumerDelay',
} as const;
