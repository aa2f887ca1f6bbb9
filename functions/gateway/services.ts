/** The services behind the front door, by the prefix of their paths. */
export const services = ['users', 'files', 'simulations', 'results', 'billing', 'notifications'] as const;
export type ServiceName = (typeof services)[number];

/** How long an attempt may take. Uploads and the check of a request against a large workbook take longest. */
export const attemptTimeoutMs: Record<ServiceName, number> = {
  users: 10_000,
  files: 20_000,
  simulations: 20_000,
  results: 10_000,
  billing: 10_000,
  notifications: 10_000,
};
