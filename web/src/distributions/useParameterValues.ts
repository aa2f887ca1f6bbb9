import { useQueries } from '@tanstack/react-query';
import type { Value } from '../../../engine/distributions/index.ts';
import { useApi } from '../api/ApiProvider.tsx';
import { cellsQuery } from '../api/files.ts';
import { formatAddress, parseAddress } from '../sheet/range.ts';
import { type DistributionParts, parseList, parseParameter } from './formula.ts';

/** The parameters as numbers, with references at their cells' present values. */
export interface ParameterValues {
  parameters: readonly Value[];
  low: number;
  high: number;
}

/** Undefined while a parameter is not (yet) a number. */
export const useParameterValues = (
  fileId: string,
  sheet: string,
  parts: DistributionParts | undefined,
): ParameterValues | undefined => {
  const api = useApi();
  const texts = parts ? [...parts.parameters, parts.limits?.low ?? '', parts.limits?.high ?? ''] : [];
  const references = texts
    .filter((text) => parseParameter(text) === undefined)
    .flatMap((text) => parseAddress(text, sheet) ?? [])
    .map(formatAddress);
  const cells = useQueries({
    queries: [...new Set(references)].map((cell) => cellsQuery(api, fileId, cell)),
    combine: (replies) =>
      new Map(replies.map(({ data }, index) => [[...new Set(references)][index], data?.cells[0]?.value])),
  });
  if (parts === undefined) return undefined;

  const numberOf = (text: string): number | undefined => {
    const constant = parseParameter(text);
    if (constant !== undefined) return constant;
    const address = parseAddress(text, sheet);
    const value = address && cells.get(formatAddress(address));
    return typeof value === 'number' ? value : undefined;
  };
  const parameters = parts.parameters.map((text) => parseList(text) ?? numberOf(text));
  const low = parts.limits?.low.trim() ? numberOf(parts.limits.low) : Number.NEGATIVE_INFINITY;
  const high = parts.limits?.high.trim() ? numberOf(parts.limits.high) : Number.POSITIVE_INFINITY;
  if (!parameters.every((value) => value !== undefined) || low === undefined || high === undefined) return undefined;
  return { parameters, low, high };
};
