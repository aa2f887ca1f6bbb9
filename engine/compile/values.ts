/**
 * Excel values over lanes. A value is a number plane and a tag that says what the number means; most tags are known when compiling,
 * and then cost nothing. Errors are tags.
 */
import { textToNumber } from '../interpret/numberText.ts';
import { errors, isError, type Scalar } from '../interpret/value.ts';
import { type ErrorKind, errorKinds } from '../workbook/workbook.ts';
import { type Facts, Graph, type NodeId } from './graph.ts';

/** A formula, or a part of one, that the compiler leaves to the interpreter. */
export class Unlowerable extends Error {
  override name = 'Unlowerable';
}

export const tag = { number: 0, boolean: 1, text: 2, blank: 3, firstError: 16 } as const;
export const tagOfError = (error: ErrorKind): number => tag.firstError + errorKinds.indexOf(error);
export const errorOfTag = (value: number): ErrorKind | undefined => errorKinds[value - tag.firstError];
/** A set of tags, a bit each. */
export type Tags = number;
export const bitOf = (value: number): Tags => 1 << value;
const errorBits: Tags = ~0 << tag.firstError;
export const onlyErrors = (tags: Tags): Tags => tags & errorBits;
export const everyError: Tags = errorBits & 0x7fffffff;

export interface Val {
  /** Which tags may occur. */
  tags: Tags;
  /** The tag of each lane; absent where only one can occur. */
  tag?: NodeId;
  /** The number, 1 or 0 for a boolean, a text's id; 0 for a blank. */
  num: NodeId;
  /** The same as `num` for a boolean that is at hand as a mask. */
  mask?: NodeId;
  /** Ids of the texts that may occur. */
  texts?: ReadonlySet<number>;
}

export interface Arr {
  rows: number;
  columns: number;
  /** Row by row. */
  values: Val[];
}

export const isArr = (value: Val | Arr): value is Arr => 'values' in value;

/** Which error a lane holds, 0 for none. */
export interface Err {
  node: NodeId;
  tags: Tags;
}

export interface Num {
  x: NodeId;
  err: Err;
}

const single = (tags: Tags): number | undefined => ((tags & (tags - 1)) === 0 ? 31 - Math.clz32(tags) : undefined);
const mostTexts = 16;

/** Builds values in a graph. */
export class Values {
  readonly graph: Graph;
  readonly texts: string[];
  readonly none: Err;
  /** Where a node that may overflow does. */
  readonly #outside = new Map<NodeId, NodeId>();

  constructor(graph: Graph = new Graph(), texts: string[] = []) {
    this.graph = graph;
    this.texts = texts;
    this.none = { node: graph.constant(0), tags: 0 };
  }

  number(num: NodeId): Val {
    return { tags: bitOf(tag.number), num };
  }

  constant(value: number): Val {
    return this.number(this.graph.constant(value));
  }

  boolean(mask: NodeId): Val {
    const { graph } = this;
    return { tags: bitOf(tag.boolean), mask, num: graph.op('select', mask, graph.constant(1), graph.constant(0)) };
  }

  error(kind: ErrorKind): Val {
    return { tags: bitOf(tagOfError(kind)), num: this.graph.constant(0) };
  }

  of(scalar: Scalar): Val {
    if (typeof scalar === 'number') return this.constant(scalar);
    if (typeof scalar === 'boolean') return { tags: bitOf(tag.boolean), num: this.graph.constant(Number(scalar)) };
    if (scalar === null) return { tags: bitOf(tag.blank), num: this.graph.constant(0) };
    if (isError(scalar)) return this.error(scalar.error);
    let id = this.texts.indexOf(scalar);
    if (id < 0) id = this.texts.push(scalar) - 1;
    return { tags: bitOf(tag.text), num: this.graph.constant(id), texts: new Set([id]) };
  }

  /** The value of what does not vary. */
  scalarOf(value: Val): Scalar | undefined {
    const number = this.graph.constantOf(value.num);
    if (value.tag !== undefined || number === undefined) return undefined;
    if (value.tags === bitOf(tag.number)) return number;
    if (value.tags === bitOf(tag.boolean)) return number !== 0;
    if (value.tags === bitOf(tag.blank)) return null;
    if (value.tags === bitOf(tag.text)) return this.texts[number];
    const kind = errorKinds.find((error) => value.tags === bitOf(tagOfError(error)));
    return kind && errors[kind];
  }

  /** From planes: what a cell that the interpreter computes leaves in memory. */
  loaded(num: NodeId, tagNode: NodeId | undefined, tags: Tags): Val {
    return tagNode === undefined ? { tags, num } : { tags, num, tag: tagNode };
  }

  tagNode(value: Val): NodeId {
    return value.tag ?? this.graph.constant(single(value.tags) ?? 0);
  }

  /** Where a value has one of the tags. */
  has(value: Val, tags: Tags): NodeId {
    const { graph } = this;
    if ((value.tags & tags) === 0) return graph.constant(0);
    if ((value.tags & ~tags) === 0) return graph.constant(1);
    const node = this.tagNode(value);
    if ((value.tags & tags) === onlyErrors(value.tags)) return graph.op('ge', node, graph.constant(tag.firstError));
    let mask = graph.constant(0);
    for (let t = 0; t < 31; t++) {
      if (value.tags & tags & bitOf(t)) mask = graph.op('either', mask, graph.op('eq', node, graph.constant(t)));
    }
    return mask;
  }

  errorOf(value: Val): Err {
    const { graph } = this;
    const tags = onlyErrors(value.tags);
    if (tags === 0) return this.none;
    const only = single(value.tags);
    if (only !== undefined) return { tags, node: graph.constant(only) };
    const node = this.tagNode(value);
    // A number's tag is 0, so that its tag is its error.
    if ((value.tags & ~tags) === bitOf(tag.number)) return { tags, node };
    return {
      tags,
      node: graph.op('select', graph.op('ge', node, graph.constant(tag.firstError)), node, graph.constant(0)),
    };
  }

  /** The first one's error, else the second's. */
  first(a: Err, b: Err): Err {
    if (a.tags === 0) return b;
    if (b.tags === 0) return a;
    const { graph } = this;
    const chosen = graph.op('select', graph.op('ne', a.node, graph.constant(0)), a.node, b.node);
    return { tags: a.tags | b.tags, node: chosen };
  }

  /** An error of the kind where the mask holds and there is none yet. */
  guard(err: Err, mask: NodeId, kind: ErrorKind): Err {
    const { graph } = this;
    if (graph.constantOf(mask) === 0) return err;
    const code = graph.constant(tagOfError(kind));
    if (graph.constantOf(mask) === undefined) graph.rare.set(mask, mask);
    return this.first(err, {
      tags: bitOf(tagOfError(kind)),
      node: graph.op('select', mask, code, graph.constant(0)),
    });
  }

  /** The mask as errors where it does not hold count as none. */
  only(err: Err, mask: NodeId): Err {
    if (err.tags === 0 || this.graph.constantOf(mask) === 0) return this.none;
    return { tags: err.tags, node: this.graph.op('select', mask, err.node, this.graph.constant(0)) };
  }

  /** A number, or the error. */
  result({ x, err }: Num): Val {
    const known = this.graph.constantOf(err.node);
    if (err.tags === 0 || known === 0) return this.number(x);
    if (known !== undefined) return { tags: bitOf(known), num: this.graph.constant(0) };
    return { tags: bitOf(tag.number) | err.tags, tag: err.node, num: x };
  }

  /** The same for a mask. */
  truth(mask: NodeId, err: Err): Val {
    const value = this.boolean(mask);
    if (err.tags === 0) return value;
    const { graph } = this;
    const ok = graph.op('eq', err.node, graph.constant(0));
    return {
      ...value,
      tags: value.tags | err.tags,
      tag: graph.op('select', ok, graph.constant(tag.boolean), err.node),
    };
  }

  /** What is not finite is #NUM!. */
  settled({ x, err }: Num): Val {
    return this.result(this.finite(x, err));
  }

  finite(x: NodeId, err: Err): Num {
    const { graph } = this;
    let outside = this.#outside.get(x);
    if (outside === undefined) {
      const { low, high } = graph.at(x);
      if (low > -Infinity && high < Infinity) return { x, err };
      outside = graph.op('not', graph.op('lt', graph.op('abs', x), graph.constant(Infinity)));
      // From here on the node's bounds are finite, since this guard goes with every use of it.
      this.#outside.set(x, outside);
      graph.bounded(x);
    }
    return { x, err: this.guard(err, outside, '#NUM!') };
  }

  /** `whenTrue` where the mask holds. */
  choose(mask: NodeId, whenTrue: Val, whenFalse: Val): Val {
    const { graph } = this;
    const known = graph.constantOf(mask);
    if (known !== undefined) return known === 0 ? whenFalse : whenTrue;
    const tags = whenTrue.tags | whenFalse.tags;
    const num = graph.op('select', mask, whenTrue.num, whenFalse.num);
    const texts =
      whenTrue.texts || whenFalse.texts ? new Set([...(whenTrue.texts ?? []), ...(whenFalse.texts ?? [])]) : undefined;
    const chosen: Val = { tags, num, ...(texts && { texts }) };
    if (single(tags) === undefined)
      chosen.tag = graph.op('select', mask, this.tagNode(whenTrue), this.tagNode(whenFalse));
    return chosen;
  }

  /** A blank is 0, TRUE is 1, a text what VALUE makes of it, or #VALUE!. */
  toNumber(value: Val): Num {
    const { graph } = this;
    let err = this.errorOf(value);
    let x = value.num;
    if (value.tags & bitOf(tag.text)) {
      const isText = this.has(value, bitOf(tag.text));
      for (const id of this.textsOf(value)) {
        const number = textToNumber(this.texts[id]!);
        const here = graph.op('both', isText, graph.op('eq', value.num, graph.constant(id)));
        if (number === undefined) err = this.guard(err, here, '#VALUE!');
        else x = graph.op('select', here, graph.constant(number), x);
      }
    }
    return { x, err };
  }

  textsOf(value: Val): ReadonlySet<number> {
    if (!value.texts || value.texts.size > mostTexts) throw new Unlowerable('texts that are known only when running');
    return value.texts;
  }

  /** A number other than 0 is TRUE, the words TRUE and FALSE are what they say, other text is #VALUE!. */
  toLogical(value: Val): { mask: NodeId; err: Err } {
    const { graph } = this;
    let err = this.errorOf(value);
    if (value.mask !== undefined && (value.tags & bitOf(tag.text)) === 0) return { mask: value.mask, err };
    let mask = graph.op('ne', value.num, graph.constant(0));
    if (value.tags & bitOf(tag.text)) {
      const isText = this.has(value, bitOf(tag.text));
      for (const id of this.textsOf(value)) {
        const word = this.texts[id]!.toLowerCase();
        const here = graph.op('both', isText, graph.op('eq', value.num, graph.constant(id)));
        if (word === 'true') mask = graph.op('either', mask, here);
        else if (word === 'false') mask = graph.op('both', mask, graph.op('not', here));
        else err = this.guard(err, here, '#VALUE!');
      }
    }
    return { mask, err };
  }

  /** As a cell stores it: a blank is 0. */
  stored(value: Val): Val {
    if ((value.tags & bitOf(tag.blank)) === 0) return value;
    const { graph } = this;
    const tags = (value.tags & ~bitOf(tag.blank)) | bitOf(tag.number);
    const node = value.tag;
    if (node === undefined) return { tags, num: value.num };
    const isBlank = graph.op('eq', node, graph.constant(tag.blank));
    return { ...value, tags, tag: graph.op('select', isBlank, graph.constant(tag.number), node) };
  }

  load(plane: number, facts?: Facts): NodeId {
    return this.graph.load(plane, facts);
  }
}
