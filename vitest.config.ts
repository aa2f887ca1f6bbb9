import { defineConfig } from 'vitest/config';

/** What runs on any machine at once: unit tests beside the code and the checks of the CDK app. */
const unit = ['engine', 'events', 'functions', 'shared', 'infra', 'localstack', 'cli', 'web', 'examples'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: unit.map((folder) => `${folder}/**/*.test.{ts,tsx}`),
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'cloud',
          include: ['tests/integration/**/*.test.ts', 'tests/end-to-end/**/*.test.ts', 'tests/browser/**/*.test.ts'],
          globalSetup: ['tests/support/cloud.ts'],
          // The suites share one deployment; each makes people and files of its own.
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
