/**
 * What the simulations service leaves in the runs bucket, below the tenant's prefix: the results service reads the
 * results from there once, and exports draw a run's iterations again from its program.
 */
export const runFolder = (simulationId: string): string => `simulations/${simulationId}`;
export const programKey = (simulationId: string): string => `${runFolder(simulationId)}/program`;
export const runResultsKey = (simulationId: string): string => `${runFolder(simulationId)}/results.json`;
