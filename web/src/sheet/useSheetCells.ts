import { type UseQueryResult, useQueries } from '@tanstack/react-query';
import { useApi } from '../api/ApiProvider.tsx';
import { cellsQuery } from '../api/files.ts';
import type { DisplayCell } from '../api/schemas.ts';
import { parseAddress, type Tile, tileRange } from './range.ts';

export interface SheetCells {
  /** By row and column. */
  at(row: number, column: number): DisplayCell | undefined;
  isLoading: boolean;
  error: Error | null;
  retry(): void;
}

const key = (row: number, column: number) => row * 16_384 + column;

const combine = (replies: UseQueryResult<{ cells: DisplayCell[] }>[]): SheetCells => {
  const cells = new Map<number, DisplayCell>();
  for (const cell of replies.flatMap(({ data }) => data?.cells ?? [])) {
    const address = parseAddress(cell.cell, '?');
    if (address) cells.set(key(address.row, address.column), cell);
  }
  return {
    at: (row, column) => cells.get(key(row, column)),
    isLoading: replies.some(({ isLoading }) => isLoading),
    error: replies.find(({ data, error }) => data === undefined && error !== null)?.error ?? null,
    retry: () => {
      for (const { error, refetch } of replies) if (error) void refetch();
    },
  };
};

/** The cells of the tiles of a sheet, fetched as they come into view and kept. */
export const useSheetCells = (fileId: string, sheet: string, tiles: readonly Tile[]): SheetCells => {
  const api = useApi();
  return useQueries({ queries: tiles.map((tile) => cellsQuery(api, fileId, tileRange(sheet, tile))), combine });
};
