/**
 * `npm run test:localstack [-- FILES]`: the integration, end-to-end and browser suites on LocalStack: in a container of its own where
 * Docker answers, else on the one that runs at AWS_ENDPOINT_URL.
 */
import { spawnSync } from 'node:child_process';
import { dockerProblem } from './prepare/docker.mjs';

const endpoint = process.env.AWS_ENDPOINT_URL;
const problem = dockerProblem();
if (problem !== null && endpoint === undefined) {
  console.error(
    `LocalStack needs a Docker engine (${problem}).\nStart one, or name a LocalStack that runs: AWS_ENDPOINT_URL=http://127.0.0.1:4566 npm run test:localstack`,
  );
  process.exit(2);
}
const { status } = spawnSync('vitest', ['run', '--project', 'cloud', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: {
    ...process.env,
    SIMSHEET_TEST_CLOUD: 'localstack',
    ...(endpoint !== undefined && { SIMSHEET_TEST_ENDPOINT: endpoint }),
  },
});
process.exitCode = status ?? 1;
