import { describe, expect, it } from 'vitest';
import { envelope, versionOf } from './envelope.ts';
import { fileDeletedV1 } from './file.ts';
import { instanceHealthyV1 } from './instance.ts';

const context = {
  subject: 'fil_1',
  sequence: 1,
  at: new Date('2026-03-01T12:00:00Z'),
  correlationId: 'cor_1',
} as const;
const deleted = fileDeletedV1.create(
  { ...context, tenant: 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC' },
  { fileId: 'fil_01J8ZQ4Y7N8W3V5K2M6R9T0XBC' },
);

describe('an event', () => {
  it('is a CloudEvents structure whose schema has a name of its own', () => {
    expect(envelope.parse(deleted)).toMatchObject({
      specversion: '1.0',
      source: 'simsheet/files',
      dataschema: 'urn:simsheet:event:file.deleted:1',
    });
    expect(Object.keys(deleted).filter((name) => !/^[a-z0-9]+$/.test(name))).toEqual([]);
    expect(URL.canParse(deleted.dataschema)).toBe(true);
  });

  it('of the platform belongs to no organization', () => {
    const event = instanceHealthyV1.create(context, { service: 'files', instanceId: 'a', from: null, reason: null });

    expect(event).not.toHaveProperty('tenantid');
  });

  it('is not made from data that are not of its shape', () => {
    const create = () => fileDeletedV1.create({ ...context, tenant: deleted.tenantid }, { fileId: 'fil_short' });

    expect(create).toThrow('expected an id like fil_');
  });
});

describe('the version of an event', () => {
  it.each([
    ['by the name of its schema', 'urn:simsheet:event:file.deleted:12', 12],
    ['by the version alone, as before schemas had names', '12', 12],
    ['not by the name of another schema', 'urn:simsheet:event:file.parsed:12', null],
    ['not by no version', 'urn:simsheet:event:file.deleted:', null],
    ['not by nothing', '', null],
    ['not by what is no version', '1.5', null],
  ])('is told %s', (_how, dataschema, version) => {
    expect(versionOf({ type: 'file.deleted', dataschema })).toBe(version);
  });
});
