import {
  cellName,
  parseArea,
  parseCell,
  qualifiedCell,
  sheetPrefix,
  splitQualified,
} from '../../../engine/workbook/a1.ts';

/** A cell of a sheet; rows and columns count from 0. */
export interface CellAddress {
  sheet: string;
  row: number;
  column: number;
}

/** A part of a sheet that is fetched at once. */
export interface Tile {
  top: number;
  left: number;
}

export const tileRows = 64;
export const tileColumns = 20;

/** `Model!A1:T64` of the tile. */
export const tileRange = (sheet: string, { top, left }: Tile): string =>
  `${sheetPrefix(sheet)}${cellName(top, left)}:${cellName(top + tileRows - 1, left + tileColumns - 1)}`;

/** The tiles that cover a window; both ends are included. */
export const tilesOf = (window: { top: number; left: number; bottom: number; right: number }): Tile[] => {
  const tiles: Tile[] = [];
  for (let top = window.top - (window.top % tileRows); top <= window.bottom; top += tileRows) {
    for (let left = window.left - (window.left % tileColumns); left <= window.right; left += tileColumns) {
      tiles.push({ top, left });
    }
  }
  return tiles;
};

export const formatAddress = ({ sheet, row, column }: CellAddress): string => qualifiedCell(sheet, row, column);

/** `Model!B3`, `'My sheet'!$B$3` or, on the sheet given, `B3`; undefined for anything else. */
export const parseAddress = (text: string, currentSheet = ''): CellAddress | undefined => {
  const { sheet = currentSheet, range } = splitQualified(text);
  const position = parseCell(range) ?? firstOfArea(range);
  return position && sheet !== '' ? { sheet, row: position.row, column: position.column } : undefined;
};

const firstOfArea = (range: string) => {
  const area = range.includes(':') ? parseArea(range) : undefined;
  return area && { row: area.top, column: area.left };
};

/** Whether two references name the same cell, however they are written. */
export const sameCell = (one: string, other: string): boolean => cellKey(one) === cellKey(other);

/** One spelling for every way to write a cell. */
export const cellKey = (text: string): string => {
  const address = parseAddress(text);
  return address ? formatAddress({ ...address, sheet: address.sheet.toLowerCase() }) : text.trim().toLowerCase();
};
