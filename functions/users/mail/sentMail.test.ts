import { describe, expect, it } from 'vitest';
import { failed, ok } from '../../../engine/result.ts';
import type { TenantId } from '../../../shared/identity.ts';
import { erasedKey } from '../../../shared/table/erased.ts';
import { memoryTable } from '../../../shared/table/memoryTable.ts';
import { mostByOrganization, mostToMailbox, sentMail } from './sentMail.ts';

const [planning, other]: TenantId[] = ['org_01J8ZQ4Y7N8W3V5K2M6R9T0XBC', 'org_01J8ZQ4Y7N8W3V5K2M6R9T0XBD'];
const evening = new Date('2026-03-01T23:59:59.999Z');
const midnight = new Date('2026-03-02T00:00:00Z');

const aCount = () => {
  const table = memoryTable();
  const { count } = sentMail(table);
  const sent = (pk: string) => table.items().find((item) => item.pk === pk)?.sent;
  return { table, count, sent };
};
const many = (n: number) => Array.from({ length: n }, (_, index) => index);

describe('the e-mails that were sent', () => {
  it('are at most five a day to a mailbox, by whichever organizations at once', async () => {
    const { count } = aCount();
    const ways = ['ada@example.com', 'ada+work@example.com', 'ada+@example.com'];

    const counted = await Promise.all(
      many(9).map((n) => count(n % 2 === 0 ? planning! : other!, ways[n % 3]!, evening)),
    );
    const toAnother = await count(planning!, 'adam@example.com', evening);
    const nextDay = await count(planning!, 'ada@example.com', midnight);

    expect(counted.filter((each) => each.ok)).toHaveLength(mostToMailbox);
    expect(counted.filter((each) => !each.ok)).toEqual(Array(4).fill(failed('mailbox-limit')));
    expect([toAnother, nextDay]).toEqual([ok(null), ok(null)]);
  });

  it('are told by Gmail to be for one mailbox, whatever dots there are and whichever of its domains', async () => {
    const { count } = aCount();
    const ways = ['a.lovelace@gmail.com', 'alovelace@googlemail.com', 'a.love.lace+x@gmail.com'];

    for (const n of many(mostToMailbox)) expect(await count(planning!, ways[n % 3]!, evening)).toEqual(ok(null));

    expect(await count(planning!, 'alove.lace@gmail.com', evening)).toEqual(failed('mailbox-limit'));
    expect(await count(planning!, 'a.lovelace@example.com', evening)).toEqual(ok(null));
  });

  it('are at most a hundred a day by an organization, to whomever at once', async () => {
    const { count } = aCount();

    const counted = await Promise.all(many(110).map((n) => count(planning!, `p${n}@example.com`, evening)));
    const byAnother = await count(other!, 'p109@example.com', evening);
    const nextDay = await count(planning!, 'p109@example.com', midnight);

    expect(counted.filter((each) => each.ok)).toHaveLength(mostByOrganization);
    expect(counted.filter((each) => !each.ok)).toEqual(Array(10).fill(failed('organization-limit')));
    expect([byAnother, nextDay]).toEqual([ok(null), ok(null)]);
  });

  it('do not count what is one too many', async () => {
    const { count, sent } = aCount();

    for (const _ of many(mostToMailbox + 3)) await count(planning!, 'ada@example.com', evening);

    expect(sent(`TENANT#${planning}#MAIL`)).toBe(mostToMailbox);
  });

  it('are forgotten the day after, and name nobody', async () => {
    const { table, count } = aCount();

    await count(planning!, 'ada@example.com', evening);

    expect(table.items().map(({ expiresAt }) => expiresAt)).toEqual(Array(2).fill(Date.parse('2026-03-03') / 1000));
    expect(JSON.stringify(table.items())).not.toMatch(/ada|example/);
  });

  it('come from no organization that is being erased', async () => {
    const { table, count } = aCount();
    const mark = { ...erasedKey(planning!), rows: 0, objects: 0 };
    await table.transact([{ label: 'mark', put: mark }]);

    expect(await count(planning!, 'ada@example.com', evening)).toEqual(failed('organization-deleted'));
    expect(table.items()).toEqual([mark]);
  });
});
