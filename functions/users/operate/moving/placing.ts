import { randomUUID } from 'node:crypto';
import type { TenantId } from '../../../../shared/identity.ts';
import { timeOf } from '../../../../shared/ids.ts';
import { OrganizationErased } from '../../../../shared/table/erased.ts';
import { absent, type Refusal, type Table, type TransactAcross, type WriteTo } from '../../../../shared/table/table.ts';
import {
  isUnderWay,
  type Placement,
  placement,
  placementKey,
  pooledCell,
  tenancyOf,
} from '../../../../shared/tenancy/tenancy.ts';
import { unlessDeleted } from '../../organizations/organizationStore.ts';

/** Thrown where another command has taken the tenant in hand since: this one must do nothing any more. */
export class TakenOver extends Error {
  constructor(tenant: TenantId) {
    super(`Another command works on ${tenant} since, or it was deleted. This one has stopped; nothing is lost.`);
  }
}

export interface PlacingPorts {
  /** The users service's. */
  users: { table: Pick<Table, 'page' | 'get'>; name: string };
  across: TransactAcross;
}

/** What is true of a tenant that was never placed. */
export const placementOf = async ({ users }: Pick<PlacingPorts, 'users'>, tenant: TenantId): Promise<Placement> =>
  (await tenancyOf(users.table, tenant)).placement ?? {
    cell: pooledCell,
    revision: 0,
    since: timeOf(tenant).toISOString(),
  };

/**
 * A tenant's placement in the hand of one command. Who takes it in hand writes so into it, and every write that the command makes from
 * then on, wherever, depends on that: a command that was stopped, slept or lost its connection and comes back to life writes
 * nothing any more once another one has begun.
 */
export class Held {
  readonly tenant: TenantId;
  readonly #ports: PlacingPorts;
  readonly #runner: string;
  #placement: Placement;
  #lastWrite: Promise<unknown> = Promise.resolve();

  private constructor(ports: PlacingPorts, tenant: TenantId, placement: Placement, runner: string) {
    this.#ports = ports;
    this.tenant = tenant;
    this.#placement = placement;
    this.#runner = runner;
  }

  /** `check` throws where the placement is not what the command is for: then whoever has the tenant in hand keeps it. */
  static async take(ports: PlacingPorts, tenant: TenantId, check: (placement: Placement) => void): Promise<Held> {
    const placement = await placementOf(ports, tenant);
    check(placement);
    const runner = randomUUID();
    const held = new Held(ports, tenant, placement, runner);
    const refusal = await held.change({});
    if (refusal !== null) throw new TakenOver(tenant);
    return held;
  }

  get placement(): Placement {
    return this.#placement;
  }

  /** Changes the placement, with what else is to be written at the same time. Null, or what refused it: then nothing was written. */
  async change(change: Partial<Placement>, alongside: readonly WriteTo[] = []): Promise<Refusal | null> {
    return this.#inTurn(() => this.#change(change, alongside));
  }

  async #change(change: Partial<Placement>, alongside: readonly WriteTo[]): Promise<Refusal | null> {
    const before = this.#placement;
    const after: Placement = { ...before, ...change, revision: before.revision + 1, runner: this.#runner };
    const result = await this.#ports.across([
      {
        table: this.#ports.users.name,
        write: {
          label: placementLabel,
          put: { ...placementKey(this.tenant), ...withoutUndefined(after) },
          condition:
            before.revision === 0
              ? absent
              : {
                  ConditionExpression: 'revision = :revision',
                  ExpressionAttributeValues: { ':revision': before.revision },
                },
        },
      },
      { table: this.#ports.users.name, write: unlessDeleted(this.tenant) },
      ...alongside,
    ]);
    if (result.ok) {
      this.#placement = after;
      return null;
    }
    const refusing = result.error.map(({ label }) => label);
    if (refusing.includes(unlessDeleted(this.tenant).label)) {
      throw new OrganizationErased(`There is no organization ${this.tenant}, or it was deleted.`);
    }
    if (refusing.includes(placementLabel)) throw new TakenOver(this.tenant);
    return result.error;
  }

  /** Writes on the condition that this command still has the tenant in hand. Answers what else refused it. */
  async write(writes: readonly WriteTo[]): Promise<Refusal | null> {
    const inHand: WriteTo = {
      table: this.#ports.users.name,
      write: {
        label: placementLabel,
        check: placementKey(this.tenant),
        condition: {
          ConditionExpression: 'runner = :runner',
          ExpressionAttributeValues: { ':runner': this.#runner },
        },
      },
    };
    const result = await this.#inTurn(() => this.#ports.across([...writes, inHand]));
    if (result.ok) return null;
    if (result.error.some(({ label }) => label === placementLabel)) throw new TakenOver(this.tenant);
    return result.error;
  }

  /** One after the other: all depend on one row, at which DynamoDB lets only one of two that meet go on. */
  #inTurn<Answer>(write: () => Promise<Answer>): Promise<Answer> {
    const turn = this.#lastWrite.then(write);
    this.#lastWrite = turn.catch(() => undefined);
    return turn;
  }

  /** Throws unless this command still has the tenant in hand. */
  async check(): Promise<void> {
    const placed = await this.#ports.users.table.get(placementKey(this.tenant));
    if (placed?.runner !== this.#runner) throw new TakenOver(this.tenant);
  }

  /**
   * Whether the tenant is in a cell or on its way there, whichever command works on that: one that was overtaken must not remove what the
   * later one found there and relies on. Of a deleted organization the placement is gone, which a tenant in hand always has.
   */
  async mayBeIn(cell: string): Promise<boolean> {
    const row = await this.#ports.users.table.get(placementKey(this.tenant));
    if (row === undefined) return false;
    const { cell: own, move } = placement.parse(row);
    return own === cell || (move !== undefined && isUnderWay(move) && move.to === cell && move.givenUp !== true);
  }
}

const placementLabel = 'placement';

const withoutUndefined = <Row extends object>(row: Row): Row =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined)) as Row;
