import { describe, expect, it } from 'vitest';
import { findCloud } from './cloud.ts';
import { UsageError } from './commandLine.ts';

describe('the cloud that a command looks at', () => {
  it.each(['', 'localhost:4566', 'nonsense'])('is none at "%s", and least of all AWS', async (endpoint) => {
    await expect(findCloud({ endpoint, aws: false, name: 'simsheet' })).rejects.toThrow(UsageError);
  });

  it('is at the address that is given', async () => {
    const { client } = await findCloud({ endpoint: 'http://127.0.0.1:4599', aws: false, name: 'simsheet' });

    expect(client.endpoint).toBe('http://127.0.0.1:4599');
  });
});
