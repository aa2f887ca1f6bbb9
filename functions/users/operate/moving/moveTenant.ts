import { randomUUID } from 'node:crypto';
import type { TenantId } from '../../../../shared/identity.ts';
import type { Refusal } from '../../../../shared/table/table.ts';
import { fenceKey, readFence } from '../../../../shared/tenancy/fence.ts';
import { type Copy, isUnderWay, type Move, type Placement } from '../../../../shared/tenancy/tenancy.ts';
import { ActRefused } from '../actRefused.ts';
import type { CellData } from './cellData.ts';
import {
  copyAllObjects,
  copyAllRows,
  leaveSchedules,
  type RowsCopied,
  removeAll,
  unfinishedIn,
  unsentIn,
} from './copying.ts';
import { fencesOf, noticedMs } from './fences.ts';
import { Held, type PlacingPorts, placementOf } from './placing.ts';
import type { Unfinished } from './services.ts';

export interface MovePorts extends PlacingPorts {
  /** The data of a cell; throws for one that is not there. */
  cell(name: string): Promise<CellData>;
  clock: () => number;
  wait(milliseconds: number): Promise<unknown>;
  /** A line for whoever watches. */
  say(line: string): void;
  /** Throws when the command is to stop. */
  goOn(): void;
  /** Of what this command begins. */
  correlationId: string;
  /** Told of what changes something for the organization, by whichever command goes on with it: so of the same step perhaps again. */
  happened(step: MoveStep): Promise<void>;
}

/** A step of a move as the organization sees it. */
export interface MoveStep {
  what: 'started' | 'moved' | 'abandoned' | 'purged';
  /** A place is a move of nothing. */
  kind: Move['kind'];
  /** Where it goes or went, or where what it had left behind was. */
  cell: string;
  at: string;
  /** The same for the same step, and no other of its kind. */
  of: string;
  /** Of the command by which the move began. */
  correlationId: string;
}

export interface MoveOptions {
  /** How long work under way is waited for. */
  waitMs: number;
  /** How long writes are refused at most. */
  fenceMs: number;
  purgeAfterDays: number;
  kind: Move['kind'];
}

/** Thrown where a move cannot be made as things are; says what to do. */
export class CannotMove extends ActRefused {}

const pollMs = 200;
const lookAgainMs = 5000;
/** What a request had still to write into a bucket when its row was written, it has written within this time. */
export const settleMs = 5000;
/** A fence is given up so long before its time is over. */
const reserveMs = 2000;
const dayMs = 24 * 3600 * 1000;
/** The first one copies, the next ones what changed meanwhile. */
const mostPasses = 5;
const fewChanges = 100;
const attempts = 5;

/** Moves a tenant to another cell, or goes on with a move that was broken off. The steps and what they rest on: docs/moving-a-tenant.md. */
export const moveTenant = async (
  ports: MovePorts,
  tenant: TenantId,
  to: string,
  options: MoveOptions,
): Promise<{ cell: string; oldDataUntil: string | null }> => {
  const target = await ports.cell(to);
  const before = await placementOf(ports, tenant);
  if (before.cell === to && !(await isArriving(tenant, before, target))) {
    checkMovable(tenant, before, to);
    await tellMoved(ports, before);
    ports.say(`${tenant} is in the cell ${to}.`);
    return leftBehind(before);
  }
  const held = await Held.take(ports, tenant, (placement) => checkMovable(tenant, placement, to));
  const source = await ports.cell(held.placement.cell);
  if (await isArriving(tenant, held.placement, source)) await arrive(ports, held, source);
  if (source.cell !== to) {
    // The new move takes the place of the one by which the tenant came here.
    await tellMoved(ports, held.placement);
    const move = await begin(ports, held, source, target, options.kind);
    await new Moving(ports, held, move, source, target, options).run();
    // If this is broken off, schedules find what was left and leave it alone until it is purged.
    await Promise.all([arrive(ports, held, target), leaveSchedules(held, source)]);
  }
  return leftBehind(held.placement);
};

/** Whether the fences still stand behind which a tenant came here: then some gateway may not have noticed. */
const isArriving = async (tenant: TenantId, { move }: Placement, here: CellData): Promise<boolean> => {
  if (move === undefined || isUnderWay(move) || move.to !== here.cell) return false;
  const fences = await Promise.all(
    Object.values(here.tables).map(async ({ table }) => readFence(await table.get(fenceKey(tenant)))),
  );
  return fences.some((fence) => fence !== undefined && fence.state === 'FENCED' && fence.moveId === move.id);
};

/** Opens the cell in which the tenant is, when every gateway has noticed: whatever the time is, so long has passed since this began. */
const arrive = async (ports: MovePorts, held: Held, here: CellData): Promise<void> => {
  const { move, copies = [] } = held.placement;
  if (move === undefined) return;
  await Promise.all([ports.wait(noticedMs), tellMoved(ports, held.placement)]);
  const opening = fencesOf(held.tenant, move.id).opening(here);
  // Of a move that left something behind is known what it was until that is removed.
  const isOver = !copies.some(({ cell }) => cell === move.from);
  must(isOver ? await held.change({ move: undefined }, opening) : await held.write(opening));
  ports.say(`Writes go on in the cell ${here.cell}.`);
};

/** Of moves from before anything was told of them nobody knows who made them. */
const tellStarted = async ({ happened }: MovePorts, move: Move): Promise<void> => {
  const { id, to, startedAt, correlationId } = move;
  if (correlationId === undefined) return;
  await happened({ what: 'started', kind: move.kind, cell: to, at: startedAt, of: id, correlationId });
};

/** Told when the tenant has come, and by each command that finds it there: the one that moved it may have died just then. */
const tellMoved = async ({ happened }: MovePorts, { cell, since, move }: Placement): Promise<void> => {
  if (move?.correlationId === undefined || isUnderWay(move) || move.to !== cell) return;
  const { id, correlationId } = move;
  await happened({ what: 'moved', kind: move.kind, cell, at: since, of: id, correlationId });
};

/** Told when nothing is to come to the other cell any more, which a later command may take back. */
const tellAbandoned = async ({ happened, correlationId: own }: MovePorts, move: Move): Promise<void> => {
  const { id, to, givenUpAt, correlationId = own } = move;
  if (givenUpAt === undefined) return;
  const of = `${id} ${givenUpAt}`;
  await happened({ what: 'abandoned', kind: move.kind, cell: to, at: givenUpAt, of, correlationId });
};

const leftBehind = ({ cell, copies, move }: Placement) => ({
  cell,
  oldDataUntil: copies?.find((copy) => copy.cell === move?.from)?.until ?? null,
});

/** Gives a move up: the tenant stays where it is, and what was copied is removed. */
export const abortMove = async (ports: MovePorts, tenant: TenantId): Promise<void> => {
  const held = await Held.take(ports, tenant, ({ move, cell }) => {
    if (move === undefined || !isUnderWay(move))
      throw new CannotMove({
        code: 'not-moving',
        detail: `No move of ${tenant} is under way. It is in the cell ${cell}.`,
      });
  });
  const { move, copies = [], cell } = held.placement;
  if (move === undefined) throw new Error('no move');
  const [source, target] = await Promise.all([ports.cell(move.from), ports.cell(move.to)]);
  const givenUpAt = move.givenUpAt ?? new Date(ports.clock()).toISOString();
  const givenUp: Move = { ...move, state: 'COPYING', givenUp: true, givenUpAt };
  // Said before anything is removed: an object that another command has under way, and that comes after this, is removed by that command.
  must(await held.change({ move: givenUp }, fencesOf(tenant, move.id).opening(source)));
  await tellStarted(ports, move);
  await tellAbandoned(ports, givenUp);
  ports.say(`Writes go on in the cell ${cell}. Removing what was copied to ${move.to} …`);
  const { rows, objects } = await removeAll(held, target);
  await held.change({ move: undefined, copies: withoutCell(copies, move.to) });
  ports.say(`The move is given up; ${rows} rows and ${objects} objects were removed from ${move.to}.`);
};

/** Removes what is left of a tenant in cells where it was, when its time has come, or `early`. Answers what is left still. */
export const purgeCopies = async (ports: MovePorts, tenant: TenantId, early: boolean): Promise<readonly Copy[]> => {
  const before = await placementOf(ports, tenant);
  checkNotMoving(tenant, before);
  await tellMoved(ports, before);
  const isDue = ({ until, purgedAt }: Copy) => early || purgedAt !== undefined || Date.parse(until) <= ports.clock();
  for (const copy of before.copies ?? []) {
    if (!isDue(copy)) ports.say(`The copy in ${copy.cell} is kept until ${copy.until}; --early removes it now.`);
  }
  if (before.copies?.some(isDue) !== true) return before.copies ?? [];
  const held = await Held.take(ports, tenant, (placement) => checkNotMoving(tenant, placement));
  const { cell } = held.placement;
  const here = await ports.cell(cell);
  // Who comes over a gateway that has not noticed the flip still reads there.
  if (await isArriving(tenant, held.placement, here)) await arrive(ports, held, here);
  else await ports.wait(noticedMs);
  for (const copy of (held.placement.copies ?? []).filter(isDue)) {
    if (copy.cell === cell) throw new Error(`${tenant} is in ${cell}`);
    const { rows, objects } = await removeAll(held, await ports.cell(copy.cell));
    // Known before it is told, and forgotten afterwards: who goes on after a kill tells the same.
    const { purgedAt = new Date(ports.clock()).toISOString() } = copy;
    await held.change({
      copies: held.placement.copies?.map((each) => (each.cell === copy.cell ? { ...each, purgedAt } : each)),
    });
    await ports.happened({
      what: 'purged',
      kind: 'move',
      cell: copy.cell,
      at: purgedAt,
      of: `${copy.cell} ${copy.until}`,
      correlationId: ports.correlationId,
    });
    const copies = withoutCell(held.placement.copies ?? [], copy.cell);
    await held.change({ copies, move: copies === undefined ? undefined : held.placement.move });
    ports.say(`${rows} rows and ${objects} objects were removed from ${copy.cell}.`);
  }
  return held.placement.copies ?? [];
};

const withoutCell = (copies: readonly Copy[], cell: string) => {
  const rest = copies.filter((copy) => copy.cell !== cell);
  return rest.length === 0 ? undefined : rest;
};

const untilOf = ({ clock }: Pick<MovePorts, 'clock'>, { purgeAfterDays }: MoveOptions): string =>
  new Date(clock() + purgeAfterDays * dayMs).toISOString();

/** Throws where a tenant cannot be moved to a cell as things are. */
const checkMovable = (tenant: TenantId, { cell, move, copies = [] }: Placement, to: string): void => {
  const isMoving = move !== undefined && isUnderWay(move);
  if (isMoving && move.to !== to) {
    throw new CannotMove({
      code: 'is-moved',
      detail: `${tenant} is being moved to ${move.to}. Go on with that (move ${tenant} --to ${move.to}), or give it up (move ${tenant} --abort).`,
    });
  }
  const old = isMoving || cell === to ? undefined : copies.find((copy) => copy.cell === to);
  if (old !== undefined) {
    throw new CannotMove({
      code: 'has-copy',
      detail: `What ${tenant} had in ${to} before ${becomesOf(old)}. Run purge ${tenant} --early first.`,
    });
  }
};

/** What is said of data that was left behind. */
export const becomesOf = ({ until, purgedAt }: Copy): string =>
  purgedAt === undefined
    ? `is kept there until ${until}`
    : `was removed at ${purgedAt}, by a command that was broken off then`;

const checkNotMoving = (tenant: TenantId, { move }: Placement): void => {
  if (move !== undefined && isUnderWay(move)) {
    throw new CannotMove({
      code: 'is-moved',
      detail: `${tenant} is being moved to ${move.to}: end that first (move, or move --abort).`,
    });
  }
};

/** A new move, or the one that was broken off; its fences are opened, and stand again when their turn comes. */
const begin = async (
  ports: MovePorts,
  held: Held,
  source: CellData,
  target: CellData,
  kind: Move['kind'],
): Promise<Move> => {
  const { say, clock, correlationId } = ports;
  const { tenant, placement } = held;
  const { move: before, copies = [] } = placement;
  const broken = before !== undefined && isUnderWay(before) ? before : undefined;
  if (broken !== undefined) {
    say(`Going on with the move from ${source.cell} to ${target.cell} that began at ${broken.startedAt}.`);
    const { givenUp: _given, givenUpAt: _at, ...known } = broken;
    // A place that a move goes on with is one: there may be data by now.
    const move: Move = { ...known, state: 'COPYING', kind: kind === 'place' ? known.kind : kind };
    await tellStarted(ports, move);
    await tellAbandoned(ports, broken);
    must(await held.change({ move }, fencesOf(tenant, move.id).opening(source)));
    return move;
  }
  const startedAt = new Date(clock()).toISOString();
  const move: Move = {
    id: randomUUID(),
    from: source.cell,
    to: target.cell,
    state: 'COPYING',
    startedAt,
    correlationId,
    kind,
  };
  say(`Moving ${tenant} from ${source.cell} to ${target.cell}.`);
  // From now on the other cell has something of the tenant, whatever becomes of the move.
  must(
    await held.change(
      { move, copies: [...copies, { cell: target.cell, until: startedAt }] },
      fencesOf(tenant, move.id).awaiting(target, source),
    ),
  );
  await tellStarted(ports, move);
  return move;
};

/** What no state of a fence that is possible then refuses. */
const must = (refusal: Refusal | null): void => {
  if (refusal !== null) throw new Error(`a fence is not as it must be: ${JSON.stringify(refusal)}`);
};

type Attempt = { done: true } | { done: false; because: readonly string[]; pauseMs: number };

/** One run of a move, from copying to the flip. */
class Moving {
  readonly #ports: MovePorts;
  readonly #held: Held;
  readonly #move: Move;
  readonly #source: CellData;
  readonly #target: CellData;
  readonly #options: MoveOptions;
  readonly #copied = new Map<string, Map<string, { of: string; as: string }>>();
  /** Of the last pass over everything. */
  #passMs = 0;

  constructor(ports: MovePorts, held: Held, move: Move, source: CellData, target: CellData, options: MoveOptions) {
    this.#ports = ports;
    this.#held = held;
    this.#move = move;
    this.#source = source;
    this.#target = target;
    this.#options = options;
  }

  async run(): Promise<void> {
    const { clock, wait, say } = this.#ports;
    const deadline = clock() + this.#options.waitMs;
    let tries = 0;
    await this.#copy();
    for (;;) {
      this.#ports.goOn();
      const outcome = await this.#attempt();
      if (outcome.done) return;
      say(`Not yet: ${outcome.because.join('; ')}.`);
      // Work under way may take its time; what was too slow for the fence will not get faster by itself.
      if (outcome.pauseMs === 0) tries += 1;
      if (tries >= attempts || clock() >= deadline) {
        throw new CannotMove({
          code: 'not-yet',
          detail: `Not moved: ${outcome.because.join('; ')}. ${this.#held.tenant} works on in ${this.#source.cell}; the same command goes on where this one ends.`,
        });
      }
      await wait(outcome.pauseMs);
      await this.#copy();
    }
  }

  /** Copies while the tenant works on, until little has changed since the pass before. */
  async #copy(): Promise<void> {
    const { clock, say } = this.#ports;
    for (let pass = 1; pass <= mostPasses; pass += 1) {
      this.#ports.goOn();
      const startedAt = clock();
      const [rows, objects] = await this.#pass();
      this.#passMs = clock() - startedAt;
      say(
        `copied: ${rows.changed} of ${rows.rows} rows and ${objects.changed} of ${objects.objects} objects were new or changed (${this.#passMs} ms).`,
      );
      if (rows.changed + objects.changed <= fewChanges) return;
    }
  }

  async #pass(): Promise<[RowsCopied, Awaited<ReturnType<typeof copyAllObjects>>]> {
    return [
      await copyAllRows(this.#held, this.#source, this.#target, new Date(this.#ports.clock())),
      await copyAllObjects(this.#held, this.#source, this.#target, this.#copied),
    ];
  }

  /** Closes the tenant to writes, copies the rest and flips; opens it again if that cannot be done in time. */
  async #attempt(): Promise<Attempt> {
    const { clock, say } = this.#ports;
    const { fenceMs } = this.#options;
    const busy = await unfinishedIn(this.#held, this.#source);
    const long = busy.filter(({ soon }) => !soon);
    if (long.length > 0) return later(long, lookAgainMs);
    const needed = this.#passMs + settleMs + reserveMs;
    if (needed > fenceMs) {
      const because = `comparing everything takes ${this.#passMs} ms, and writes are refused for ${fenceMs} ms at most: allow more by --fence SECONDS`;
      return { done: false, because: [because], pauseMs: 0 };
    }
    const fences = fencesOf(this.#held.tenant, this.#move.id);
    const fenceId = randomUUID();
    const until = clock() + fenceMs;
    await this.#change({ ...this.#move, state: 'FENCED' }, fences.draining(this.#source, fenceId, until, this.#target));
    say(`fenced: writes are answered with 503 for ${Math.round(fenceMs / 1000)} s at most.`);
    let outcome: Attempt;
    try {
      outcome = await this.#behindFence(fenceId, until);
    } catch (error) {
      // Whatever it was: nobody is to wait for the fence's time to be over.
      await this.#open().catch(() => undefined);
      throw error;
    }
    if (!outcome.done) await this.#open();
    return outcome;
  }

  async #behindFence(fenceId: string, until: number): Promise<Attempt> {
    const { clock, wait, say, goOn } = this.#ports;
    const fences = fencesOf(this.#held.tenant, this.#move.id);
    const tooLate = () => clock() > until - reserveMs;
    const closedAt = clock();

    // What is under way comes to its end, and what it has to tell is told.
    for (;;) {
      goOn();
      const busy = await unfinishedIn(this.#held, this.#source);
      const long = busy.filter(({ soon }) => !soon);
      if (long.length > 0) return later(long, lookAgainMs);
      const unsent = busy.length === 0 ? await unsentIn(this.#held, this.#source) : 0;
      if (busy.length === 0 && unsent === 0) break;
      if (clock() + this.#passMs + settleMs > until - reserveMs)
        return busy.length > 0 ? later(busy, lookAgainMs) : unsentEvents(unsent);
      await wait(pollMs);
    }
    if ((await this.#held.change({}, fences.closing(this.#source, fenceId))) !== null) return takenDown;
    await Promise.all([wait(settleMs), copyAllRows(this.#held, this.#source, this.#target, new Date(clock()))]);

    // Both sides were read to their ends and nothing was different: that is the proof.
    let isEmpty = false;
    for (;;) {
      goOn();
      if (tooLate()) return slow;
      const [rows, objects] = await this.#pass();
      if (rows.unfinished.length > 0) return later(rows.unfinished, lookAgainMs);
      if (rows.changed + objects.changed > 0) continue;
      if (rows.digests[0] !== rows.digests[1]) throw new Error('the copy is not what it was made from');
      isEmpty = rows.rows === 0 && objects.objects === 0;
      const unsent = await unsentIn(this.#held, this.#source);
      if (unsent > 0) return unsentEvents(unsent);
      say(
        `compared: ${rows.rows} rows (${rows.digests[0].slice(0, 12)}… in both cells) and ${objects.objects} objects with ${objects.bytes} bytes.`,
      );
      break;
    }
    if (tooLate()) return slow;
    const others = withoutCell(this.#held.placement.copies ?? [], this.#target.cell);
    const now = clock();
    const refused = await this.#held.change(
      {
        cell: this.#target.cell,
        since: new Date(now).toISOString(),
        move: { ...this.#move, state: 'FLIPPED' },
        // One that had nothing leaves nothing behind, and can come back at once.
        copies: isEmpty
          ? others
          : [...(others ?? []), { cell: this.#source.cell, until: untilOf(this.#ports, this.#options) }],
      },
      [...fences.leaving(this.#source, fenceId, this.#target), ...fences.arriving(this.#target, now)],
    );
    if (refused !== null) return takenDown;
    say(
      `flipped: ${this.#held.tenant} is in ${this.#target.cell}; writes were refused for ${clock() - closedAt} ms, and are for ${noticedMs} ms more, until every gateway has noticed.`,
    );
    return { done: true };
  }

  async #open(): Promise<void> {
    await this.#change(this.#move, fencesOf(this.#held.tenant, this.#move.id).opening(this.#source));
  }

  async #change(move: Move, alongside: Parameters<Held['change']>[1]): Promise<void> {
    must(await this.#held.change({ move }, alongside));
  }
}

const mostSaid = 5;
const later = (busy: readonly Unfinished[], pauseMs: number): Attempt => ({
  done: false,
  because: [
    ...busy.slice(0, mostSaid).map(({ what }) => what),
    ...(busy.length > mostSaid ? [`${busy.length - mostSaid} more`] : []),
  ],
  pauseMs,
});
const unsentEvents = (unsent: number): Attempt => ({
  done: false,
  because: [`${unsent} events of it wait to be sent (npm run outbox -- list shows those that are parked)`],
  pauseMs: lookAgainMs,
});
const slow: Attempt = { done: false, because: ['the rest was not copied in time'], pauseMs: 0 };
const takenDown: Attempt = {
  done: false,
  because: ['a writer took the fence down, because by its clock its time was over'],
  pauseMs: 0,
};
