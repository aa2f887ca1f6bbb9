import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visibility } from './api/visibility.ts';
import { newId } from './ids.ts';
import { mayChange, mayDerive, mayRead, objectionToChanging } from './ownership.ts';
import { type Permission, permissions, roles } from './permissions.ts';

const [ada, grace] = [newId('usr'), newId('usr')];
const owned = fc.record({ createdBy: fc.constantFrom(ada, grace), visibility: fc.constantFrom(...visibility.options) });
const asking = fc.record({ userId: fc.constant(grace), permissions: fc.subarray([...permissions]) });
const shared = { createdBy: ada, visibility: 'shared' } as const;
const hidden = { createdBy: ada, visibility: 'private' } as const;
const as = (role: keyof typeof roles) => ({ userId: grace, permissions: [...roles[role]] });

describe('somebody', () => {
  it('sees what is theirs or shared, and the rest by one permission only', () => {
    fc.assert(
      fc.property(asking, owned, (who, thing) => {
        const isOpen = thing.createdBy === grace || thing.visibility === 'shared';

        expect(mayRead(who, thing)).toBe(isOpen || who.permissions.includes('others:read'));
      }),
    );
  });

  it('changes what is theirs, and of the rest by one permission only what they see', () => {
    fc.assert(
      fc.property(asking, owned, (who, thing) => {
        const mayOthers = who.permissions.includes('others:write') && mayRead(who, thing);

        expect(mayChange(who, thing)).toBe(thing.createdBy === grace || mayOthers);
        expect(objectionToChanging(who, thing, 'file') === null).toBe(mayChange(who, thing));
      }),
    );
  });

  it('sees and changes no less with a permission more, and no less of what is shared than of what is private', () => {
    fc.assert(
      fc.property(asking, owned, fc.constantFrom(...permissions), (who, thing, more: Permission) => {
        const stronger = { ...who, permissions: [...who.permissions, more] };
        for (const may of [mayRead, mayChange]) {
          expect(may(stronger, thing) || !may(who, thing)).toBe(true);
          expect(may(who, { ...thing, visibility: 'shared' }) || !may(who, thing)).toBe(true);
        }
      }),
    );
  });

  it('shares nothing that is made of what is private to somebody else', () => {
    fc.assert(
      fc.property(asking, owned, fc.constantFrom(...visibility.options), (who, from, wanted) => {
        const isTelling = from.createdBy !== grace && from.visibility === 'private' && wanted === 'shared';

        expect(mayDerive(who, from, wanted)).toBe(!isTelling);
      }),
    );
  });
});

describe('a member', () => {
  it.each([
    ['owner', { sees: true, changes: true }],
    ['admin', { sees: true, changes: true }],
    ['analyst', { sees: false, changes: false }],
    ['viewer', { sees: false, changes: false }],
    ['billing', { sees: false, changes: false }],
  ] as const)('who is %s sees what is private to others, and changes what is shared: %j', (role, { sees, changes }) => {
    expect(mayRead(as(role), hidden)).toBe(sees);
    expect(mayRead(as(role), shared)).toBe(true);
    expect(mayChange(as(role), shared)).toBe(changes);
  });
});
