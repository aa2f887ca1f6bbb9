import type { Item } from './table.ts';

/**
 * DynamoDB's condition and update expressions, as far as our stores use them, for the table in memory. An expression
 * beyond that throws, so that a test cannot pass because something was ignored.
 */
export interface Bindings {
  names: Record<string, string>;
  values: Record<string, unknown>;
}

const tokenPattern = /\s*(<>|<=|>=|[=<>(),+]|[#:]?[A-Za-z_][\w.]*)/y;

const tokens = (expression: string): string[] => {
  const found: string[] = [];
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < expression.trimEnd().length) {
    const match = tokenPattern.exec(expression);
    if (match?.[1] === undefined) throw new Error(`cannot read the expression: ${expression}`);
    found.push(match[1]);
  }
  return found;
};

class Reader {
  private readonly words: string[];
  private readonly bound: Bindings;
  private position = 0;

  constructor(expression: string, bound: Bindings) {
    this.words = tokens(expression);
    this.bound = bound;
  }

  get next(): string | undefined {
    return this.words[this.position];
  }

  take(): string {
    const word = this.words[this.position];
    if (word === undefined) throw new Error('the expression ends too early');
    this.position += 1;
    return word;
  }

  accept(word: string): boolean {
    if (this.next?.toUpperCase() !== word) return false;
    this.position += 1;
    return true;
  }

  expect(word: string): void {
    const found = this.take();
    if (found !== word) throw new Error(`expected ${word}, found ${found}`);
  }

  attribute(): string {
    const word = this.take();
    if (!word.startsWith('#')) return word;
    const name = this.bound.names[word];
    if (name === undefined) throw new Error(`the name ${word} is not bound`);
    return name;
  }

  operand(item: Item | undefined): unknown {
    if (!this.next?.startsWith(':')) {
      const name = this.attribute();
      return item?.[name];
    }
    const word = this.take();
    if (!Object.hasOwn(this.bound.values, word)) throw new Error(`the value ${word} is not bound`);
    return this.bound.values[word];
  }

  end(): void {
    if (this.next !== undefined) throw new Error(`cannot read the expression from ${this.next} on`);
  }
}

export const holds = (expression: string, bound: Bindings, item: Item | undefined): boolean => {
  const reader = new Reader(expression, bound);
  const result = disjunction(reader, item);
  reader.end();
  return result;
};

const disjunction = (reader: Reader, item: Item | undefined): boolean => {
  let result = conjunction(reader, item);
  while (reader.accept('OR')) result = conjunction(reader, item) || result;
  return result;
};

const conjunction = (reader: Reader, item: Item | undefined): boolean => {
  let result = term(reader, item);
  while (reader.accept('AND')) result = term(reader, item) && result;
  return result;
};

const functions: Record<string, (present: boolean) => boolean> = {
  attribute_exists: (present) => present,
  attribute_not_exists: (present) => !present,
};

const comparisons: Record<string, (a: never, b: never) => boolean> = {
  '=': (a, b) => a === b,
  '<>': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
};

const term = (reader: Reader, item: Item | undefined): boolean => {
  if (reader.accept('NOT')) return !term(reader, item);
  if (reader.accept('(')) {
    const inner = disjunction(reader, item);
    reader.expect(')');
    return inner;
  }
  const test = functions[reader.next ?? ''];
  if (test !== undefined) {
    reader.take();
    reader.expect('(');
    const name = reader.attribute();
    const present = item?.[name] !== undefined;
    reader.expect(')');
    return test(present);
  }
  const left = reader.operand(item);
  const compare = comparisons[reader.take()];
  if (compare === undefined) throw new Error('the expression has an unknown comparison');
  const right = reader.operand(item);
  // As in DynamoDB, nothing but <> holds for an attribute that is not there.
  if (left === undefined || right === undefined) return compare === comparisons['<>'];
  return compare(left as never, right as never);
};

/** The item after the update; the one before it stays as it was. */
export const applyUpdate = (expression: string, bound: Bindings, before: Item): Item => {
  const reader = new Reader(expression, bound);
  const after = structuredClone(before);
  while (reader.next !== undefined) {
    const clause = clauses[reader.take().toUpperCase()];
    if (clause === undefined) throw new Error(`the update has an unknown clause: ${expression}`);
    do clause(reader, before, after);
    while (reader.accept(','));
  }
  return after;
};

const clauses: Record<string, (reader: Reader, before: Item, after: Item) => void> = {
  SET: (reader, before, after) => {
    const name = reader.attribute();
    reader.expect('=');
    const value = reader.operand(before);
    after[name] = reader.accept('+') ? Number(value) + Number(reader.operand(before)) : value;
  },
  ADD: (reader, before, after) => {
    const name = reader.attribute();
    after[name] = Number(before[name] ?? 0) + Number(reader.operand(before));
  },
  REMOVE: (reader, _before, after) => {
    delete after[reader.attribute()];
  },
};
