/**
 * Reads one setting of the process. A missing one is a fault of the deployment: it is thrown while the function
 * starts, so that the first health check shows it, not the first user.
 */
export const setting = (name: string, environment: NodeJS.ProcessEnv = process.env): string => {
  const value = environment[name];
  if (value === undefined || value === '') throw new Error(`the environment variable ${name} is not set`);
  return value;
};
