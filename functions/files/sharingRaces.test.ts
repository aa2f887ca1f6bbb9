import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fileSharingKey, workbookModelKey } from '../../shared/files.ts';
import type { RequestContext } from '../../shared/http/route.ts';
import type { Identity } from '../../shared/identity.ts';
import { memoryObjects } from '../../shared/objects.testkit.ts';
import { roles } from '../../shared/permissions.ts';
import { memoryTable } from '../../shared/table/memoryTable.ts';
import { deleteFile } from './deletion.ts';
import { aFile } from './file.testkit.ts';
import { contentKey } from './file.ts';
import type { FileDeps } from './files.ts';
import { changeFile } from './sharing.ts';
import { fileStore } from './store.ts';

const aContext = (identity: Identity) => ({ identity, correlationId: 'cor_1' }) as RequestContext;

describe('what is said of a file for those who read its model', () => {
  /** A file that is READY, its record and its objects behind ports that take as long as the scheduler says. */
  const aService = async (s: fc.Scheduler, breaksAt = Number.POSITIVE_INFINITY) => {
    const store = fileStore(memoryTable());
    const { objects, keys } = memoryObjects();
    const file = aFile({ status: 'READY' });
    const { tenant, fileId, createdBy } = file;
    const ada = { userId: createdBy, organizationId: tenant, permissions: [...roles.analyst] } as unknown as Identity;
    await store.create(file, []);
    for (const key of [workbookModelKey(fileId), contentKey(fileId)]) await objects.put(tenant, key, '{}', '');
    let calls = 0;
    // biome-ignore lint/suspicious/noExplicitAny: ports of every shape
    const slow = <Port extends Record<string, any>>(port: Port): Port =>
      Object.fromEntries(
        Object.keys(port).map((name) => [
          name,
          async (...given: unknown[]) => {
            calls += 1;
            if (calls === breaksAt) throw new Error('broken off');
            await s.schedule(Promise.resolve(), name);
            const done = await port[name](...given);
            await s.schedule(Promise.resolve(), `${name} done`);
            return done;
          },
        ]),
      ) as Port;
    const deps = {
      store: slow(store),
      objects: slow(objects),
      quarantine: { remove: async () => {} },
      clock: () => new Date(),
    };
    const record = () => store.get(tenant, fileId);
    const said = async () => {
      const bytes = await objects.get(tenant, fileSharingKey(fileId));
      return bytes ? JSON.parse(Buffer.from(bytes).toString()) : { visibility: 'shared', revision: 0 };
    };
    return { store, objects, keys, deps: deps as unknown as FileDeps, ada, fileId, record, said };
  };

  it('is in the end what its record says, however changes race, and never opens what was closed later', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.constantFrom('shared', 'private'), { minLength: 2, maxLength: 4 }),
        async (s, changes) => {
          const { deps, ada, fileId, record, said } = await aService(s);

          const all = changes.map(async (to) => {
            const changed = await changeFile(deps, fileId, to, ada);
            if (!changed.ok) throw new Error(changed.error.detail);
            const { revision } = changed.value as unknown as { revision: number };
            if (to === 'private')
              expect((await said()).visibility === 'private' || (await said()).revision > revision).toBe(true);
          });
          await s.waitFor(Promise.all(all));

          expect((await said()).visibility).toBe((await record())?.visibility);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is never laxer than its record where a change breaks off, and is mended by the next one', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.constantFrom('shared', 'private'), { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 14 }),
        fc.constantFrom('shared' as const, 'private' as const),
        async (s, changes, breaksAt, next) => {
          const { deps, ada, fileId, record, said } = await aService(s, breaksAt);

          await s.waitFor(Promise.allSettled(changes.map((to) => changeFile(deps, fileId, to, ada))));
          if ((await record())?.visibility === 'private') expect((await said()).visibility).toBe('private');
          await s.waitFor(Promise.allSettled([changeFile(deps, fileId, next, ada)]));
          await s.waitFor(Promise.allSettled([changeFile(deps, fileId, next, ada)]));

          expect([(await said()).visibility, (await record())?.visibility]).toEqual([next, next]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('goes with the file, whose model goes first', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.constantFrom('shared', 'private'), async (s, to) => {
        const { deps, ada, fileId, keys, objects, store, record } = await aService(s);
        await changeFile({ store, objects, clock: () => new Date() }, fileId, 'private', ada);
        const remove = objects.removeAll;
        Object.assign(objects, {
          removeAll: async (...given: Parameters<typeof remove>) => {
            expect(keys().filter((key) => key.endsWith('/model'))).toEqual([]);
            return remove(...given);
          },
        });

        await s.waitFor(Promise.all([changeFile(deps, fileId, to, ada), deleteFile(deps, fileId, aContext(ada))]));

        expect([await record(), keys()]).toEqual([undefined, []]);
      }),
      { numRuns: 60 },
    );
  });
});
