import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { buildRequest, checkDraft, draftFrom, emptyDraft } from './draft.ts';

const name = fc.option(fc.constantFrom('Price', 'Net present value'), { nil: undefined });
const request = fc
  .record(
    {
      name,
      inputs: fc.array(fc.record({ cell: fc.constant('Model!B3'), name, distribution: fc.constant('normal(0, 1)') }), {
        minLength: 1,
      }),
      outputs: fc.array(fc.record({ cell: fc.constant('Model!D10'), name, tail: fc.constant('low') }), {
        minLength: 1,
      }),
      iterations: fc.integer({ min: 1, max: 1e9 }),
      seed: fc.oneof(fc.maxSafeNat(), fc.constant('18446744073709551615')),
      sampling: fc.constantFrom('latin-hypercube', 'monte-carlo', 'sobol'),
      correlations: fc.constant([{ cells: ['Model!B3', 'Model!B4'], matrix: [[1]] }]),
    },
    { requiredKeys: ['outputs', 'iterations', 'sampling'] },
  )
  // As it travels: without the members that are undefined.
  .map((document) => JSON.parse(JSON.stringify(document)));

describe('a draft of a request', () => {
  it('gives back the request that it was made from, with what the page does not edit', () =>
    fc.assert(
      fc.property(request, (document) => {
        expect(buildRequest('fil_1', draftFrom(document))).toEqual({ ...document, fileId: 'fil_1' });
      }),
    ));

  it('leaves out what was left blank', () => {
    const draft = { ...emptyDraft, name: ' ', outputs: [{ cell: 'Model!D10', name: '' }] };

    expect(buildRequest('fil_1', draft)).toEqual({
      fileId: 'fil_1',
      outputs: [{ cell: 'Model!D10' }],
      iterations: 10_000,
      sampling: 'latin-hypercube',
    });
  });

  it('reads iterations written for people and keeps a seed too long for a number', () => {
    const draft = { ...emptyDraft, iterations: '1,000,000', seed: '9007199254740993' };

    expect(buildRequest('fil_1', draft)).toMatchObject({ iterations: 1_000_000, seed: '9007199254740993' });
  });

  it('runs another workbook when the request names one', () => {
    const ran = { fileId: 'fil_1', outputs: [] };

    expect(buildRequest('fil_2', draftFrom(ran))).toMatchObject({ fileId: 'fil_2' });
  });
});

describe('a draft of a private run', () => {
  it('is private again, and nothing is wrong with that', () => {
    const ran = { outputs: [{ cell: 'Model!B9' }], visibility: 'private' as const };

    expect(buildRequest('fil_1', draftFrom(ran))).toMatchObject({ visibility: 'private' });
    expect(checkDraft(draftFrom(ran))).toEqual([]);
  });
});

describe('checkDraft', () => {
  it('asks for an output and for iterations', () => {
    expect(checkDraft({ ...emptyDraft, iterations: 'many' }).map(({ pointer }) => pointer)).toEqual([
      '/outputs',
      '/iterations',
    ]);
  });

  it('finds what the API would refuse, at the same places', () => {
    const inputs = [{ cell: 'Model!B3', name: '', distribution: ' ' }];
    const outputs = [{ cell: 'Model!B9', name: '' }];

    expect(checkDraft({ ...emptyDraft, inputs, outputs, iterations: '0', seed: '-1' })).toEqual([
      { pointer: '/inputs/0/distribution', detail: expect.stringContaining('write a distribution') },
      { pointer: '/iterations', detail: 'iterations is at least 1' },
      { pointer: '/seed', detail: expect.any(String) },
    ]);
  });
});
