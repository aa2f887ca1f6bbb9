import { spawnSync } from 'node:child_process';
import { describe, expect, inject, it } from 'vitest';
import { environmentFor } from '../../localstack/clouds.ts';

describe('a second deployment', () => {
  it('of the same sources would change nothing', () => {
    const { endpoint, assembly } = inject('cloud');

    const { status, stdout, stderr } = spawnSync(
      'cdk',
      ['diff', '--all', '--app', assembly, '--fail', '--no-notices'],
      {
        encoding: 'utf8',
        env: environmentFor(endpoint),
      },
    );

    expect({ status, output: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, output: '' });
  });
});
