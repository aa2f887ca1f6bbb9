import { defineConfig } from 'vitest/config';

/** What runs on any machine at once: unit tests beside the code and the checks of the CDK app. */
const unit = [
  'engine',
  'events',
  'functions',
  'shared',
  'infra',
  'localstack',
  'cli',
  'web',
  'examples',
  'bench',
  'openapi',
  'catalogue',
];

export default defineConfig({
  test: {
    reporters: ['default', './tests/support/closingLine.ts'],
    projects: [
      {
        test: {
          name: 'unit',
          include: [...unit.map((folder) => `${folder}/**/*.test.{ts,tsx}`), 'tests/*.test.ts'],
          globalSetup: ['tests/support/temporaryFolder.ts'],
          testTimeout: 20_000,
          // All cores; by itself the runner leaves one idle, which of two is half.
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'cloud',
          include: ['tests/integration/**/*.test.ts', 'tests/end-to-end/**/*.test.ts', 'tests/browser/**/*.test.ts'],
          globalSetup: ['tests/support/cloud.ts'],
          // The suites share one deployment; each makes people and files of its own.
          fileParallelism: false,
          // After the unit tests, which use all cores.
          sequence: { groupOrder: 1 },
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['tests/faults/**/*.test.ts'],
          // A deployment of their own, which they are free to break, and to change by another cell.
          globalSetup: ['tests/support/cloud.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 2 },
          testTimeout: 240_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
