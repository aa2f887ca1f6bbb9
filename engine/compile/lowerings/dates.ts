/** Calendar arithmetic over lanes, step by step as interpret/calendar.ts and functions/date.ts have it. */
import { daysFromCivil, lastSerial } from '../../interpret/calendar.ts';
import type { Graph, NodeId } from '../graph.ts';
import type { Lower } from '../lower.ts';
import { type Err, type Num, Unlowerable } from '../values.ts';
import { integer, type Lowering, type Lowerings, ofNumbers } from './lowering.ts';

interface LaneDate {
  year: NodeId;
  month: NodeId;
  day: NodeId;
}

const systemsApart = 1462;
const phantomDay = 60;
const epoch = daysFromCivil(1899, 12, 31);

/** Short hands for arithmetic with constants. */
class Calendar {
  readonly graph: Graph;
  readonly is1904: boolean;
  readonly last: number;

  constructor({ values, context }: Lower) {
    const { dateSystem } = context.formulas.workbook;
    this.graph = values.graph;
    this.is1904 = dateSystem === 1904;
    this.last = lastSerial[dateSystem];
  }

  plus = (a: NodeId, b: NodeId) => this.graph.op('add', a, b);
  minus = (a: NodeId, b: NodeId) => this.graph.op('sub', a, b);
  more = (a: NodeId, by: number) => this.graph.op(by < 0 ? 'sub' : 'add', a, this.graph.constant(Math.abs(by)));
  times = (a: NodeId, by: number) => this.graph.op('mul', a, this.graph.constant(by));
  /** The quotient by a constant, cut downwards. */
  per = (a: NodeId, by: number) => this.graph.op('floor', this.graph.op('div', a, this.graph.constant(by)));
  test = (a: NodeId, operation: 'lt' | 'le' | 'eq' | 'ge' | 'gt', than: number) =>
    this.graph.op(operation, a, this.graph.constant(than));
  choose = (mask: NodeId, a: NodeId, b: NodeId) => this.graph.op('select', mask, a, b);
  both = (a: NodeId, b: NodeId) => this.graph.op('both', a, b);
  either = (a: NodeId, b: NodeId) => this.graph.op('either', a, b);
  /** The remainder of whole numbers by a constant, never negative. */
  rest = (a: NodeId, by: number) => this.minus(a, this.times(this.per(a, by), by));

  daysFromCivil(year: NodeId, month: NodeId, day: NodeId): NodeId {
    const early = this.test(month, 'le', 2);
    const shifted = this.choose(early, this.more(year, -1), year);
    const era = this.per(shifted, 400);
    const yearOfEra = this.minus(shifted, this.times(era, 400));
    const fromMarch = this.choose(early, this.more(month, 9), this.more(month, -3));
    const dayOfYear = this.more(this.plus(this.per(this.more(this.times(fromMarch, 153), 2), 5), day), -1);
    const leaps = this.minus(this.per(yearOfEra, 4), this.per(yearOfEra, 100));
    const dayOfEra = this.plus(this.plus(this.times(yearOfEra, 365), leaps), dayOfYear);
    return this.more(this.plus(this.times(era, 146_097), dayOfEra), -719_468);
  }

  civilFromDays(days: NodeId): LaneDate {
    const shifted = this.more(days, 719_468);
    const era = this.per(shifted, 146_097);
    const dayOfEra = this.minus(shifted, this.times(era, 146_097));
    const leaps = this.plus(
      this.minus(this.per(dayOfEra, 36_524), this.per(dayOfEra, 1460)),
      this.minus(this.graph.constant(0), this.per(dayOfEra, 146_096)),
    );
    const yearOfEra = this.per(this.plus(dayOfEra, leaps), 365);
    const before = this.minus(this.plus(this.times(yearOfEra, 365), this.per(yearOfEra, 4)), this.per(yearOfEra, 100));
    const dayOfYear = this.minus(dayOfEra, before);
    const shiftedMonth = this.per(this.more(this.times(dayOfYear, 5), 2), 153);
    const day = this.more(this.minus(dayOfYear, this.per(this.more(this.times(shiftedMonth, 153), 2), 5)), 1);
    const month = this.choose(
      this.test(shiftedMonth, 'lt', 10),
      this.more(shiftedMonth, 3),
      this.more(shiftedMonth, -9),
    );
    const year = this.plus(yearOfEra, this.times(era, 400));
    return { year: this.choose(this.test(month, 'le', 2), this.more(year, 1), year), month, day };
  }

  serialOf({ year, month, day }: LaneDate): NodeId {
    const months = this.more(this.plus(this.times(year, 12), month), -1);
    const first = this.daysFromCivil(this.per(months, 12), this.more(this.rest(months, 12), 1), this.graph.constant(1));
    const days = this.more(first, -epoch);
    // The day that never was.
    const counted = this.choose(this.test(days, 'ge', phantomDay), this.more(days, 1), days);
    const serial = this.more(this.plus(counted, day), -1);
    return this.is1904 ? this.more(serial, -systemsApart) : serial;
  }

  dateOf(serial: NodeId): LaneDate {
    const floor = this.graph.op('floor', serial);
    const whole = this.is1904 ? this.more(floor, systemsApart) : floor;
    const after = this.test(whole, 'gt', phantomDay);
    const date = this.civilFromDays(this.more(this.choose(after, this.more(whole, -1), whole), epoch));
    const special = (at: number, month: number, day: number, otherwise: LaneDate): LaneDate => {
      const here = this.test(whole, 'eq', at);
      return {
        year: this.choose(here, this.graph.constant(1900), otherwise.year),
        month: this.choose(here, this.graph.constant(month), otherwise.month),
        day: this.choose(here, this.graph.constant(day), otherwise.day),
      };
    };
    return special(0, 1, 0, special(phantomDay, 2, 29, date));
  }

  isLeapYear(year: NodeId): NodeId {
    const by = (n: number) => this.test(this.rest(year, n), 'eq', 0);
    return this.either(this.both(by(4), this.graph.op('not', by(100))), by(400));
  }

  daysInMonth(year: NodeId, month: NodeId): NodeId {
    const is = (n: number) => this.test(month, 'eq', n);
    const short = [4, 6, 9, 11].map(is).reduce(this.either);
    const february = this.choose(this.isLeapYear(year), this.graph.constant(29), this.graph.constant(28));
    const other = this.choose(short, this.graph.constant(30), this.graph.constant(31));
    return this.choose(is(2), february, other);
  }

  addMonths({ year, month, day }: LaneDate, months: NodeId): LaneDate {
    const total = this.plus(this.more(this.plus(this.times(year, 12), month), -1), months);
    const newYear = this.per(total, 12);
    const newMonth = this.more(this.minus(total, this.times(newYear, 12)), 1);
    const longest = this.daysInMonth(newYear, newMonth);
    return { year: newYear, month: newMonth, day: this.choose(this.graph.op('lt', longest, day), longest, day) };
  }

  isNoDate(serial: NodeId): NodeId {
    return this.graph.op('not', this.both(this.test(serial, 'ge', 0), this.test(serial, 'lt', this.last + 1)));
  }

  weekdayOf(serial: NodeId): NodeId {
    const floor = this.graph.op('floor', serial);
    return this.rest(this.more(this.is1904 ? this.more(floor, systemsApart) : floor, 6), 7);
  }
}

const ofDate = (pick: (date: LaneDate) => NodeId): Lowering =>
  ofNumbers(1, 1, (lower, [serial], err) => {
    const calendar = new Calendar(lower);
    return {
      x: pick(calendar.dateOf(serial!)),
      err: lower.values.guard(err, calendar.isNoDate(serial!), '#NUM!'),
    };
  });

const shiftMonths = (finish: (calendar: Calendar, date: LaneDate) => LaneDate): Lowering =>
  ofNumbers(2, 2, (lower, [serial, months], err) => {
    const calendar = new Calendar(lower);
    const moved = calendar.addMonths(calendar.dateOf(serial!), integer(lower, months!));
    const x = calendar.serialOf(finish(calendar, moved));
    const guarded = lower.values.guard(err, calendar.isNoDate(serial!), '#NUM!');
    return { x, err: lower.values.guard(guarded, calendar.isNoDate(x), '#NUM!') };
  });

const date: Lowering = ofNumbers(3, 3, (lower, args, err) => {
  const { values } = lower;
  const calendar = new Calendar(lower);
  const [year, month, day] = args.map((x) => integer(lower, x)) as [NodeId, NodeId, NodeId];
  const wrong = calendar.either(calendar.test(year, 'lt', 0), calendar.test(year, 'gt', 9999));
  const early = calendar.test(year, 'lt', calendar.is1904 ? 1904 : 1900);
  const full = calendar.choose(early, calendar.more(year, 1900), year);
  const last = calendar.plus(full, calendar.per(calendar.more(month, -1), 12));
  const guarded = values.guard(err, calendar.either(wrong, calendar.test(last, 'gt', 9999)), '#NUM!');
  const x = calendar.serialOf({ year: full, month, day });
  return { x, err: values.guard(guarded, calendar.isNoDate(x), '#NUM!') };
});

/** Years, months and days of a year of twelve months of 30 days. */
function daysOf360(calendar: Calendar, start: LaneDate, end: LaneDate, first: NodeId, last: NodeId): NodeId {
  const years = calendar.times(calendar.minus(end.year, start.year), 360);
  const months = calendar.times(calendar.minus(end.month, start.month), 30);
  return calendar.minus(calendar.plus(calendar.plus(years, months), last), first);
}

function days30us(calendar: Calendar, start: LaneDate, end: LaneDate): NodeId {
  const { choose, both, test, graph } = calendar;
  const thirty = graph.constant(30);
  const endOfFebruary = ({ year, month, day }: LaneDate) =>
    both(test(month, 'eq', 2), graph.op('eq', day, calendar.daysInMonth(year, graph.constant(2))));
  const startsAtEnd = endOfFebruary(start);
  let last = choose(both(startsAtEnd, endOfFebruary(end)), thirty, end.day);
  let first = choose(startsAtEnd, thirty, start.day);
  last = choose(both(test(last, 'eq', 31), test(first, 'ge', 30)), thirty, last);
  first = choose(test(first, 'eq', 31), thirty, first);
  return daysOf360(calendar, start, end, first, last);
}

function days30european(calendar: Calendar, start: LaneDate, end: LaneDate): NodeId {
  const atMost30 = (day: NodeId) => calendar.choose(calendar.test(day, 'gt', 30), calendar.graph.constant(30), day);
  return daysOf360(calendar, start, end, atMost30(start.day), atMost30(end.day));
}

/** The length of the year, or the average of the years, of basis 1. */
function actualYear(calendar: Calendar, start: LaneDate, end: LaneDate, a: NodeId, b: NodeId): NodeId {
  const { graph, choose, both, either, more, minus, test } = calendar;
  const [one, long, short] = [graph.constant(1), graph.constant(366), graph.constant(365)];
  const sameYear = graph.op('eq', start.year, end.year);
  const nextYear = graph.op('eq', more(start.year, 1), end.year);
  const dayLater = both(graph.op('eq', start.month, end.month), graph.op('ge', start.day, end.day));
  const within = either(sameYear, both(nextYear, either(graph.op('gt', start.month, end.month), dayLater)));
  const newYear = (year: NodeId) => calendar.serialOf({ year, month: one, day: one });
  const days = minus(newYear(more(end.year, 1)), newYear(start.year));
  const average = graph.op('div', days, minus(more(end.year, 1), start.year));
  const holds = [start.year, end.year].map((year) => {
    const leapDay = calendar.serialOf({ year, month: graph.constant(2), day: graph.constant(29) });
    return both(calendar.isLeapYear(year), both(graph.op('ge', leapDay, a), graph.op('le', leapDay, b)));
  });
  const leap = choose(
    sameYear,
    choose(calendar.isLeapYear(start.year), one, graph.constant(0)),
    choose(holds.reduce(either), one, graph.constant(0)),
  );
  return choose(within, choose(test(leap, 'eq', 1), long, short), average);
}

const yearFraction: Lowering = ofNumbers(2, 3, (lower, [start, end, given], err): Num => {
  const { values } = lower;
  const calendar = new Calendar(lower);
  const { graph } = calendar;
  const basis = given === undefined ? 0 : graph.constantOf(given);
  if (basis === undefined) throw new Unlowerable('a day count that varies');
  const wrong = calendar.either(calendar.isNoDate(start!), calendar.isNoDate(end!));
  const guarded: Err = values.guard(err, wrong, '#NUM!');
  const [from, to] = [graph.op('floor', start!), graph.op('floor', end!)];
  const turned = graph.op('gt', from, to);
  const [a, b] = [calendar.choose(turned, to, from), calendar.choose(turned, from, to)];
  const [first, last] = [calendar.dateOf(a), calendar.dateOf(b)];
  const days = calendar.minus(b, a);
  const over = (x: NodeId, by: number) => ({ x: graph.op('div', x, graph.constant(by)), err: guarded });
  switch (Math.trunc(basis)) {
    case 0:
      return over(days30us(calendar, first, last), 360);
    case 1:
      return { x: graph.op('div', days, actualYear(calendar, first, last, a, b)), err: guarded };
    case 2:
      return over(days, 360);
    case 3:
      return over(days, 365);
    case 4:
      return over(days30european(calendar, first, last), 360);
    default:
      return { x: days, err: values.guard(err, graph.constant(1), '#NUM!') };
  }
});

export const dates: Lowerings = {
  YEAR: ofDate(({ year }) => year),
  MONTH: ofDate(({ month }) => month),
  DAY: ofDate(({ day }) => day),
  DATE: date,
  EDATE: shiftMonths((_, moved) => moved),
  EOMONTH: shiftMonths((calendar, moved) => ({ ...moved, day: calendar.daysInMonth(moved.year, moved.month) })),
  DAYS: ofNumbers(2, 2, (lower, [end, start], err) => {
    const { values } = lower;
    const { graph } = values;
    const outside = (x: NodeId) =>
      graph.op(
        'not',
        graph.op('both', graph.op('ge', x, graph.constant(0)), graph.op('le', x, graph.constant(lastSerial[1900] + 1))),
      );
    const x = graph.op('sub', graph.op('floor', end!), graph.op('floor', start!));
    return { x, err: values.guard(err, graph.op('either', outside(end!), outside(start!)), '#NUM!') };
  }),
  WEEKDAY: ofNumbers(1, 2, (lower, [serial, given], err) => {
    const calendar = new Calendar(lower);
    const type = given === undefined ? 1 : calendar.graph.constantOf(given);
    const rule = type === undefined ? undefined : weekdayTypes[Math.trunc(type)];
    if (!rule) throw new Unlowerable('a week that begins on a day that varies');
    const x = calendar.more(calendar.rest(calendar.more(calendar.weekdayOf(serial!), 7 - rule[0]), 7), rule[1]);
    return { x, err: lower.values.guard(err, calendar.isNoDate(serial!), '#NUM!') };
  }),
  YEARFRAC: yearFraction,
};

/** The day that comes first (0 is Sunday) and its number. */
const weekdayTypes: Readonly<Record<number, readonly [number, number]>> = { 1: [0, 1], 2: [1, 1], 3: [1, 0] };
