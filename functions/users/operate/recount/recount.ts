import { createHash } from 'node:crypto';
import type { TenantId } from '../../../../shared/identity.ts';
import type { Counter } from '../../../../shared/limits/counter.ts';
import type { LimitName } from '../../../../shared/limits/limits.ts';
import { unlessErased } from '../../../../shared/table/erased.ts';
import type { Write } from '../../../../shared/table/table.ts';
import { type Check, updateWrite } from '../../../../shared/table/updateInput.ts';
import type { FencedTable } from '../../../../shared/tenancy/fencedTable.ts';
import { ActRefused } from '../actRefused.ts';
import type { Counted, Thing } from './counted.ts';

export interface RecountPorts {
  table: FencedTable;
  tenant: TenantId;
  wait(milliseconds: number): Promise<unknown>;
}

/** What is counted against a limit, beside what there is. */
export interface Recounted {
  limit: LimitName;
  counted: number;
  there: number;
  /** Things that are not counted as they should be, mostly because they are from before limits were. */
  uncounted: number;
  corrected: boolean;
}

const attempts = 5;
const pauseMs = 1000;

/** Looks at a counter and all that it counts, while the tenant works. */
export const compare = async (ports: RecountPorts, counted: Counted): Promise<Recounted> => {
  const { limit, counter } = counted;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    const look = await lookAt(ports, counted);
    if (look !== null) {
      const { value, survey } = look;
      return { limit, counted: value, there: survey.due, uncounted: survey.uncounted.length, corrected: false };
    }
    await ports.wait(pauseMs);
  }
  throw tooBusy(counter);
};

/**
 * Makes a counter what it would be if all had been counted from the start, while the tenant works.
 *
 * First what is not counted is: each thing in one transaction with its row, so that the counter is off by as much as before and no more.
 * By how much that is no write of the services changes: each changes the counter and rows alike. So it may be found at one moment and mended
 * at a later one, provided that it was found at one: see `lookAt`.
 */
export const correct = async (ports: RecountPorts, counted: Counted): Promise<Recounted> => {
  const { limit, counter } = counted;
  const before = await compare(ports, counted);
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    if (attempt > 1) await ports.wait(pauseMs);
    await countAll(ports, counted);
    const look = await lookAt(ports, counted);
    if (look === null || look.survey.uncounted.length > 0) continue;
    const { value, survey } = look;
    const isRight = value === survey.counted;
    if (isRight || (await write(ports, [setting(counter, value, survey.counted)]))) {
      const corrected = !isRight || before.uncounted > 0;
      return { ...before, limit, corrected };
    }
  }
  throw tooBusy(counter);
};

const countAll = async (ports: RecountPorts, { things }: Counted): Promise<void> => {
  for await (const thing of things()) {
    // A refusal says that it was changed or removed just now: the next look finds what has become of it.
    if (isOff(thing)) await write(ports, thing.count());
  }
};

const write = async ({ table, tenant }: RecountPorts, writes: readonly Write[]): Promise<boolean> =>
  (await table.transact([...writes, unlessErased(tenant)])).ok;

const isOff = ({ counted, due }: Thing): boolean => counted !== due;

/**
 * A counter's value and all that it counts at one moment, or null if something changed meanwhile. All is read twice with the counter in
 * between: what has the same version both times was so when the counter was read. What came and went between the two had to raise
 * the counter and lower it again, so that this is read before and afterwards as well. To deceive all five it takes several things that
 * count with the very same number and come and go within these moments, in one order; the next recount would find that.
 */
const lookAt = async (
  { table }: RecountPorts,
  { counter, things }: Counted,
): Promise<{ value: number; survey: Survey } | null> => {
  const before = await numberAt(table, counter);
  const first = await surveyOf(things());
  const value = await numberAt(table, counter);
  const second = await surveyOf(things());
  const after = await numberAt(table, counter);
  return first.digest === second.digest && before === value && value === after ? { value, survey: second } : null;
};

interface Survey {
  digest: string;
  /** What all have together that was counted for them. */
  counted: number;
  due: number;
  uncounted: readonly string[];
}

const surveyOf = async (things: AsyncIterable<Thing>): Promise<Survey> => {
  const hash = createHash('sha256');
  const uncounted: string[] = [];
  let [counted, due] = [0, 0];
  for await (const thing of things) {
    hash.update(`${thing.id} ${thing.version} ${thing.counted} ${thing.due}\n`);
    counted += thing.counted;
    due += thing.due;
    if (isOff(thing)) uncounted.push(thing.id);
  }
  return { digest: hash.digest('hex'), counted, due, uncounted };
};

const numberAt = async (table: Pick<FencedTable, 'get'>, { key, attribute }: Counter): Promise<number> =>
  Number((await table.get(key))?.[attribute] ?? 0);

/** On the condition that it is still as it was read. */
const setting = ({ label, key, attribute }: Counter, before: number, value: number): Write => {
  const unchanged: Check[] = [[attribute, '=', before], ...(before === 0 ? ([[attribute, 'absent']] as const) : [])];
  return updateWrite(label, key, { set: { [attribute]: value }, when: [unchanged] });
};

const tooBusy = ({ label }: Counter): ActRefused =>
  new ActRefused({
    code: 'too-busy',
    detail: `The ${label} changed each of ${attempts} times that they were looked at. Try again when less is going on.`,
  });
