// biome-ignore-all lint/a11y/useSemanticElements: a windowed grid places its cells, which a table element cannot
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names its active cell
import { type KeyboardEvent, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { cellName, columnName } from '../../../engine/workbook/a1.ts';
import { Problem } from '../components/states.tsx';
import { columnLayout, headerWidth, moves, rowHeight, spillWidth, visibleWindow } from './gridLayout.ts';
import { tilesOf } from './range.ts';
import { useSheetCells } from './useSheetCells.ts';
import './SheetGrid.css';

/** What a cell is in the simulation. */
export type Mark = 'input' | 'output' | 'found-input' | 'found-output';

const markTexts: Record<Mark, string> = {
  input: 'uncertain input',
  output: 'output',
  'found-input': 'random in the workbook',
  'found-output': 'output in the workbook',
};

interface Position {
  row: number;
  column: number;
}

interface SheetGridProps {
  fileId: string;
  sheet: { name: string; rows: number; columns: number };
  markAt: (row: number, column: number) => Mark | undefined;
  selected: Position;
  onSelect: (position: Position) => void;
  /** Enter or a double click: the person wants to do something with the cell. */
  onActivate: () => void;
}

/** A sheet to look at and choose cells from. Only what is in view is fetched and drawn. */
export const SheetGrid = ({ fileId, sheet, markAt, selected, onSelect, onActivate }: SheetGridProps) => {
  const id = useId();
  const viewport = useRef<HTMLDivElement>(null);
  const [view, setView] = useState({ top: 0, left: 0, width: 1000, height: 600 });
  // Some empty room around the used part, as in a spreadsheet.
  const rows = Math.max(sheet.rows + 5, 40);
  const columns = Math.max(sheet.columns + 2, 16);

  const firstRows = useSheetCells(
    fileId,
    sheet.name,
    tilesOf({ top: 0, left: 0, bottom: 0, right: Math.min(columns, 60) }),
  );
  const layout = useMemo(
    () => columnLayout(columns, Math.min(sheet.rows, 64), (row, column) => firstRows.at(row, column)?.text ?? ''),
    [columns, sheet.rows, firstRows],
  );
  const window = visibleWindow(view, layout, rows, columns);
  const cells = useSheetCells(fileId, sheet.name, tilesOf(window));

  useEffect(() => {
    const element = viewport.current;
    if (element === null) return;
    const look = () =>
      setView({
        top: element.scrollTop,
        left: element.scrollLeft,
        width: element.clientWidth,
        height: element.clientHeight,
      });
    look();
    element.addEventListener('scroll', look, { passive: true });
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      sizes.disconnect();
    };
  }, []);

  useLayoutEffect(() => {
    const element = viewport.current;
    if (element === null) return;
    const left = layout.offsets[selected.column] ?? 0;
    const right = layout.offsets[selected.column + 1] ?? left;
    const top = selected.row * rowHeight;
    if (left < element.scrollLeft) element.scrollLeft = left;
    else if (right + headerWidth > element.scrollLeft + element.clientWidth) {
      element.scrollLeft = right + headerWidth - element.clientWidth;
    }
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + 2 * rowHeight > element.scrollTop + element.clientHeight) {
      element.scrollTop = top + 2 * rowHeight - element.clientHeight;
    }
  }, [selected.row, selected.column, layout]);

  const move = (event: KeyboardEvent) => {
    if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      return onActivate();
    }
    const page = Math.max(1, Math.floor(view.height / rowHeight) - 2);
    const next = moves[event.key]?.(selected, {
      page,
      lastRow: rows - 1,
      lastColumn: columns - 1,
      control: event.ctrlKey || event.metaKey,
    });
    if (next === undefined) return;
    event.preventDefault();
    onSelect({
      row: Math.min(Math.max(next.row, 0), rows - 1),
      column: Math.min(Math.max(next.column, 0), columns - 1),
    });
  };

  const shownRows = range(window.top, window.bottom);
  const shownColumns = range(window.left, window.right);
  const cellId = (row: number, column: number) => `${id}-${cellName(row, column)}`;

  return (
    <div className="sheet">
      {cells.error && <Problem error={cells.error} onRetry={cells.retry} />}
      <div
        ref={viewport}
        className="sheet-viewport"
        role="grid"
        tabIndex={0}
        aria-label={`Sheet ${sheet.name}`}
        aria-rowcount={rows + 1}
        aria-colcount={columns + 1}
        aria-busy={cells.isLoading}
        aria-activedescendant={cellId(selected.row, selected.column)}
        onKeyDown={move}
      >
        <div
          className="sheet-canvas"
          role="presentation"
          style={{ width: headerWidth + layout.width, height: (rows + 1) * rowHeight }}
        >
          <div className="sheet-header" role="row" aria-rowindex={1} style={{ height: rowHeight }}>
            <div className="sheet-corner" role="presentation" style={{ width: headerWidth }} />
            {shownColumns.map((column) => (
              <div
                key={column}
                role="columnheader"
                aria-colindex={column + 2}
                className={`sheet-column ${column === selected.column ? 'sheet-current' : ''}`}
                style={{ left: headerWidth + layout.offsets[column]!, width: layout.widths[column] }}
              >
                {columnName(column)}
              </div>
            ))}
          </div>
          {shownRows.map((row) => (
            <div
              key={row}
              role="row"
              aria-rowindex={row + 2}
              className="sheet-row"
              style={{ top: (row + 1) * rowHeight, height: rowHeight }}
            >
              <div
                role="rowheader"
                aria-colindex={1}
                className={`sheet-row-name ${row === selected.row ? 'sheet-current' : ''}`}
                style={{ width: headerWidth }}
              >
                {row + 1}
              </div>
              {shownColumns.map((column) => {
                const cell = cells.at(row, column);
                const text = cell?.text ?? '';
                const mark = markAt(row, column);
                const isSelected = row === selected.row && column === selected.column;
                const spill =
                  typeof cell?.value === 'string'
                    ? spillWidth(layout, column, window.right, (at) => cells.at(row, at)?.text ?? '')
                    : undefined;
                return (
                  // Keys are the grid's: aria-activedescendant says which cell they act on.
                  // biome-ignore lint/a11y/useKeyWithClickEvents: see above
                  <div
                    key={column}
                    id={cellId(row, column)}
                    role="gridcell"
                    tabIndex={-1}
                    aria-colindex={column + 2}
                    aria-selected={isSelected}
                    aria-label={[cellName(row, column), text, mark && markTexts[mark]].filter(Boolean).join(', ')}
                    className="sheet-cell"
                    data-mark={mark}
                    data-kind={typeof cell?.value === 'number' ? 'number' : undefined}
                    style={{ left: headerWidth + layout.offsets[column]!, width: layout.widths[column] }}
                    onClick={() => onSelect({ row, column })}
                    onDoubleClick={onActivate}
                  >
                    {spill === undefined ? (
                      text
                    ) : (
                      <span className="sheet-spill" style={{ width: spill - 1 }}>
                        {text}
                      </span>
                    )}
                  </div>
                );
              })}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
};

const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, index) => from + index);
