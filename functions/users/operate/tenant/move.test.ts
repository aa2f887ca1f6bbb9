import { describe, expect, it } from 'vitest';
import type { CloudToOperate } from '../../../../events/operate/cloud.ts';
import { UsageError } from '../../../../events/operate/commandLine.ts';
import { newId } from '../../../../shared/ids.ts';
import type { TenantOptions } from './command.ts';
import { move } from './move.ts';

/** Nothing is asked of it. */
const noCloud = new Proxy({} as CloudToOperate, {
  get: () => {
    throw new Error('the cloud was asked');
  },
});

describe('the command that moves a tenant', () => {
  it.each<[string, TenantOptions]>([
    ['no cell', {}],
    ['a cell to give a move up', { abort: true, to: 'acme' }],
    ['a fence that is no number', { to: 'acme', fence: 'x' }],
    ['a time to wait that is no number, to give a move up', { abort: true, wait: 'long' }],
  ])('says what is wrong with %s, before it asks anything of the cloud', async (_, options) => {
    const asked = { cloud: noCloud, names: [newId('org')], options, print: () => {} };

    await expect(move.run(asked)).rejects.toThrow(UsageError);
  });
});
