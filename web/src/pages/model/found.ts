import type { FileView } from '../../api/schemas.ts';
import { formatAddress, parseAddress, sameCell } from '../../sheet/range.ts';
import type { Draft } from './draft.ts';

/** Of the outputs found: the workbook says itself that it is one. */
export const isMarked = ({ found }: FileView['outputs'][number]): boolean => found === 'marked';

const offered = 4;

/** The likeliest of the cells found that the draft does not use yet. */
export const suggestions = <Cell extends { cell: string }>(
  found: readonly Cell[],
  used: readonly { cell: string }[],
): readonly Cell[] => found.filter(({ cell }) => !used.some((one) => sameCell(one.cell, cell))).slice(0, offered);

/** A request may name its cells by defined names; the page works with their addresses. */
export const withAddresses = (
  file: { names: readonly Pick<FileView['names'][number], 'name' | 'formula'>[] },
  draft: Draft,
): Draft => {
  const located = <Marked extends { cell: string }>(marked: Marked): Marked => {
    if (parseAddress(marked.cell)) return marked;
    const formula = file.names.find(({ name }) => name.toLowerCase() === marked.cell.toLowerCase())?.formula;
    const address = formula === undefined ? undefined : parseAddress(formula);
    return address ? { ...marked, cell: formatAddress(address) } : marked;
  };
  return { ...draft, inputs: draft.inputs.map(located), outputs: draft.outputs.map(located) };
};
