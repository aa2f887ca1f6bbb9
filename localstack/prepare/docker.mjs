import { spawnSync } from 'node:child_process';

/** Null where a Docker engine answers and has Compose; else what is in the way. */
export const dockerProblem = () => {
  const engine = spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], {
    encoding: 'utf8',
    timeout: 5000,
  });
  if (engine.error !== undefined) return 'there is no Docker here';
  if (engine.status !== 0) return 'no Docker engine answers';
  const compose = spawnSync('docker', ['compose', 'version'], { timeout: 5000 });
  return compose.status === 0 ? null : 'Docker has no Compose plugin';
};
