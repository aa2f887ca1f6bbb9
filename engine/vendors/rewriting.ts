/** The rewriting of one cell's formula: what takes the place of each call of an add-in. */
import type { Node } from '../formula/ast.ts';
import { walk } from '../formula/ast.ts';
import type { CellAddress } from '../model/address.ts';
import { isDefined, meantBy, mentionsVendor } from './meaning.ts';
import { numberNode, replaceNodes } from './rewrite.ts';
import type { Translator } from './translator.ts';
import { vendorFunction } from './vendorFunctions.ts';

export class Rewriting {
  readonly #translator: Translator;
  readonly #cell: CellAddress;
  /** Of the next draw among the cell's. */
  position = 0;
  statistics = 0;
  /** What VoseInput calls the input. */
  label: string | undefined;
  readonly #entered = new Set<Node>();

  constructor(translator: Translator, cell: CellAddress) {
    this.#translator = translator;
    this.#cell = cell;
  }

  /** The formula in each iteration, and after the last one. */
  rewrite(tree: Node): (afterwards: boolean) => Node {
    for (const node of walk(tree)) {
      if (node.kind === 'call' && vendorFunction(node.name)?.role === 'label') this.label = textIn(node.arguments);
    }
    const waiting = new Map<Node, true>();
    const rewritten = this.#replaced(tree, waiting);
    const error: Node = { kind: 'error', error: '#N/A' };
    return (afterwards) =>
      afterwards ? rewritten : replaceNodes(rewritten, (node) => (waiting.has(node) ? error : undefined));
  }

  #replaced(tree: Node, waiting: Map<Node, true>): Node {
    return replaceNodes(tree, (node) => {
      if (node.kind === 'name' && !node.parameter) return this.#named(node, waiting);
      if (node.kind !== 'call') return undefined;
      const meaning = vendorFunction(node.name);
      switch (meaning?.role) {
        case 'distribution':
          return this.#translator.draw(node, meaning, this.#cell, this);
        case 'sampling':
          return this.#translator.sample(node, this.#cell, this);
        case 'object':
          return this.#translator.fail(
            this.#cell,
            node.written,
            'an object is the whole formula of its cell, or an argument of a function that takes one',
          );
        case 'output':
        case 'label':
          return numberNode(0);
        case 'transparent':
          return node.arguments[0] && { kind: 'parentheses', inner: this.#replaced(node.arguments[0], waiting) };
        case 'simulationNumber':
          return this.#translator.simulationNumber();
        case 'series':
          return this.#translator.series(node, this.#cell);
        case 'statistic': {
          const place = this.#translator.statistic(node, meaning, this.#cell);
          if (place) {
            waiting.set(place, true);
            this.statistics++;
          }
          return place;
        }
        case 'array':
          return this.#translator.fail(
            this.#cell,
            node.written,
            'it fills a range: let it be the whole formula of its cells',
          );
        case 'unsupported':
          return this.#translator.fail(this.#cell, node.written, meaning.reason);
        default:
          return undefined;
      }
    });
  }

  /** A defined name that calls such functions draws anew wherever it is used: its formula takes the name's place. */
  #named(node: Node & { kind: 'name' }, waiting: Map<Node, true>): Node | undefined {
    const { formulas } = this.#translator;
    const [sheet = this.#cell.sheet] = formulas.sheetsOf(node.prefix, this.#cell.sheet) ?? [];
    const body = formulas.names.resolve(node.name, sheet)?.formula;
    if (!body?.ok || this.#entered.has(body.value) || !mentionsVendor(body.value, formulas, sheet)) return undefined;
    this.#entered.add(body.value);
    const replaced = this.#replaced(body.value, waiting);
    this.#entered.delete(body.value);
    return { kind: 'parentheses', inner: replaced };
  }

  /** A distribution whose parameters are themselves rewritten, and read what they mean in the home cell. */
  parameters(draw: Node): ((afterwards: boolean) => Node) | undefined {
    const rewritten = this.rewrite(draw);
    const tree = meantBy(rewritten(false), this.#translator.formulas, this.#cell);
    for (const node of walk(tree)) {
      if (
        node.kind === 'name' &&
        (node.parameter || !isDefined(node.name, this.#translator.formulas, this.#cell.sheet))
      ) {
        return this.#translator.fail(
          this.#cell,
          node.name,
          'a parameter of a distribution is a name of LET or LAMBDA, or unknown',
        );
      }
    }
    return () => tree;
  }
}

export const textIn = (args: readonly Node[]): string | undefined => {
  const text = args.find((argument) => argument.kind === 'text');
  return text?.kind === 'text' && text.value.trim() !== '' ? text.value.trim() : undefined;
};
