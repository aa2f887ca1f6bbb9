import * as z from 'zod';
import type { Item, Key } from '../table/table.ts';
import { type Circuit, newCircuit, type Permit } from './circuit.ts';

/** All circuits of a table in one partition, so that one query lists them. No tenant's key can be this one. */
export const circuitsPartition = 'CIRCUIT';
export const circuitKey = (name: string): Key => ({ pk: circuitsPartition, sk: name });

/** What operators did to a circuit, by time. */
export const historyPartition = (name: string): string => `CIRCUIT#${name}`;

/** Counters are attributes of their own: ADD on them is atomic, and needs to know nothing of the rest. */
export const failuresAttribute = (epoch: number, from: number): string => `failures#${epoch}#${from}`;
export const tenantAttribute = (epoch: number, tenant: string): string => `tenant#${epoch}#${tenant}`;
export const tokenAttribute = (slot: number): string => `token#${slot}`;
export const untilAttribute = (slot: number): string => `until#${slot}`;

/** The token of a permit whose probe passed. It is never given away again in its epoch. */
export const passedToken = 'passed';
export const forGood = Number.MAX_SAFE_INTEGER;

export const operatorMode = z.object({
  mode: z.enum(['FORCED_OPEN', 'FORCED_CLOSED', 'OBSERVE', 'AUTOMATIC']),
  actor: z.string(),
  reason: z.string(),
  until: z.number(),
});

const time = z.number().nullable().default(null);
const circuitItem = z.object({
  sk: z.string(),
  state: z.enum(['CLOSED', 'OPEN', 'HALF_OPEN']).default('CLOSED'),
  epoch: z.int().default(0),
  openedAt: time,
  openUntil: time,
  closedAt: time,
  opens: z.int().default(0),
  reason: z.enum(['failures', 'failure-rate', 'slow-calls', 'tenants', 'probe-failed']).nullable().default(null),
  tenant: z.string().nullable().default(null),
  lastError: z.object({ message: z.string(), at: z.number() }).nullable().default(null),
  mode: operatorMode.nullable().default(null),
});

export const toCircuit = (name: string, item: Item | undefined): Circuit => {
  if (item === undefined) return newCircuit(name);
  const { sk, ...circuit } = circuitItem.parse(item);
  const entries = Object.entries(item);
  return {
    ...circuit,
    name: sk,
    failures: entries.flatMap(([attribute, count]) => {
      const [, epoch, from] = /^failures#(\d+)#(\d+)$/.exec(attribute) ?? [];
      return from === undefined ? [] : [{ epoch: Number(epoch), from: Number(from), count: Number(count) }];
    }),
    tenants: entries.flatMap(([attribute, at]) => {
      const [, epoch, tenant] = /^tenant#(\d+)#(.*)$/s.exec(attribute) ?? [];
      return tenant === undefined ? [] : [{ epoch: Number(epoch), tenant, at: Number(at) }];
    }),
    permits: entries.flatMap(([attribute, token]): Permit[] => {
      const [, slot] = /^token#(\d+)$/.exec(attribute) ?? [];
      if (slot === undefined) return [];
      const until = Number(item[untilAttribute(Number(slot))]);
      return [{ slot: Number(slot), token: String(token), until, passed: token === passedToken }];
    }),
  };
};
