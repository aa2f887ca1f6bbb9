/** The brackets of a structured reference: `[[#Headers],[First]:[Last]]`, `[@Price]`. */
import type { StructuredNode, TableItem } from './ast.ts';

const items: Readonly<Record<string, TableItem>> = {
  '#all': '#All',
  '#data': '#Data',
  '#headers': '#Headers',
  '#totals': '#Totals',
  '#this row': '#This Row',
};

const unescapeName = (name: string) => name.replace(/'(.)/gsu, '$1');
const escapeName = (name: string) => name.replace(/[[\]#'@]/g, "'$&");

/** A part in brackets of its own. */
const inner = /\s*\[((?:[^[\]']|'.)*)\]\s*/suy;

type Columns = Pick<StructuredNode, 'items' | 'firstColumn' | 'lastColumn'>;

/** `content` is what stands between the outer brackets; undefined if it makes no sense. */
export function parseBrackets(content: string): Columns | undefined {
  const trimmed = content.trim();
  if (trimmed === '') return { items: [] };
  if (trimmed.startsWith('@')) return parseThisRow(trimmed.slice(1));
  if (!trimmed.startsWith('[')) return parsePart({ items: [] }, content);
  let found: Columns = { items: [] };
  let at = 0;
  let afterColon = false;
  for (;;) {
    inner.lastIndex = at;
    const match = inner.exec(content);
    if (!match) return undefined;
    at = inner.lastIndex;
    const next = afterColon ? addLastColumn(found, match[1]!) : parsePart(found, match[1]!);
    if (!next) return undefined;
    found = next;
    if (at === content.length) return found;
    const separator = content[at++];
    if (separator !== ',' && separator !== ':') return undefined;
    afterColon = separator === ':';
  }
}

function parseThisRow(content: string): Columns | undefined {
  const rest = content.trim();
  if (rest === '') return { items: ['#This Row'] };
  const columns = rest.startsWith('[') ? parseBrackets(rest) : parsePart({ items: [] }, rest);
  return columns?.items.length === 0 ? { ...columns, items: ['#This Row'] } : undefined;
}

function parsePart(found: Columns, part: string): Columns | undefined {
  const item = items[part.trim().toLowerCase()];
  if (item) return { ...found, items: [...found.items, item] };
  if (found.firstColumn !== undefined || /[[\]]/.test(part.replace(/'./gsu, ''))) return undefined;
  return { ...found, firstColumn: unescapeName(part) };
}

const addLastColumn = (found: Columns, part: string): Columns | undefined =>
  found.firstColumn === undefined || found.lastColumn !== undefined
    ? undefined
    : { ...found, lastColumn: unescapeName(part) };

/** With the outer brackets, in the file format's spelling (`[#This Row]`, not `@`). */
export function printBrackets({ items: parts, firstColumn, lastColumn }: Columns): string {
  const columns = firstColumn === undefined ? [] : [`[${escapeName(firstColumn)}]`];
  if (lastColumn !== undefined) columns[0] += `:[${escapeName(lastColumn)}]`;
  const all = [...parts.map((part) => `[${part}]`), ...columns];
  if (all.length === 0) return '[]';
  return all.length === 1 && lastColumn === undefined ? all[0]! : `[${all.join(',')}]`;
}
