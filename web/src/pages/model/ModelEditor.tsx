import { useId, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useNavigate } from 'react-router';
import { ulid } from 'ulid';
import { useMay } from '../../api/account.ts';
import { ApiError, type FieldProblem } from '../../api/errors.ts';
import type { FileView } from '../../api/schemas.ts';
import { useStartSimulation } from '../../api/simulations.ts';
import { type CellAddress, cellKey, formatAddress, parseAddress } from '../../sheet/range.ts';
import { type Mark, SheetGrid } from '../../sheet/SheetGrid.tsx';
import { CellPanel } from './CellPanel.tsx';
import { CellSearch } from './CellSearch.tsx';
import { buildRequest, checkDraft, type Draft } from './draft.ts';
import { forgetDraft, useDraft } from './draftStore.ts';
import { findCell, namesOfCells } from './findCell.ts';
import { isMarked, withAddresses } from './found.ts';
import { InputList, OutputList } from './MarkedCells.tsx';
import { standing } from './problemsAt.ts';
import { RunBar } from './RunBar.tsx';
import { RunSettings } from './RunSettings.tsx';
import './ModelEditor.css';

interface ModelEditorProps {
  file: FileView;
  /** Under which the draft is kept in this tab. */
  draftKey: string;
  start: Draft;
}

/** The workbook on one side, what is uncertain and what matters on the other. */
export const ModelEditor = ({ file, draftKey, start }: ModelEditorProps) => {
  const navigate = useNavigate();
  const [draft, saveDraft] = useDraft(draftKey, withAddresses(file, start));
  const [selected, select] = useState<CellAddress>(() => firstCell(file, draft));
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const [failure, setFailure] = useState<unknown>();
  const starting = useStartSimulation();
  const idempotencyKey = useRef('');
  const settings = useRef<HTMLDivElement>(null);
  const cellPanel = useRef<HTMLElement>(null);
  const formId = useId();
  const mayStart = useMay()('simulation:start');

  const change = (changes: Partial<Draft>) => {
    const next = { ...draft, ...changes };
    saveDraft(next);
    setProblems(standing(problems, draft, next));
    setFailure(undefined);
    idempotencyKey.current = '';
  };

  const object = (found: readonly FieldProblem[]) => {
    flushSync(() => setProblems(found));
    settings.current?.querySelector('.field-problem')?.scrollIntoView({ block: 'nearest' });
  };

  const run = async () => {
    setFailure(undefined);
    const found = checkDraft(draft);
    object(found);
    if (found.length > 0) return;
    // The same draft sent again after an uncertain end is the same request.
    idempotencyKey.current ||= ulid();
    try {
      const request = buildRequest(file.fileId, draft);
      const { simulationId } = await starting.mutateAsync({ request, idempotencyKey: idempotencyKey.current });
      forgetDraft(draftKey);
      await navigate(`/simulations/${simulationId}`);
    } catch (error) {
      const certain = error instanceof ApiError && error.kind === 'problem' && (error.status ?? 0) < 500;
      if (certain) idempotencyKey.current = '';
      if (certain && error.errors.length > 0) object(error.errors);
      // The dialog over the page says that the session has ended.
      else if (!(error instanceof ApiError && error.kind === 'signed-out')) setFailure(error);
    }
  };

  const marks = useMemo(() => markedCells(file, draft), [file, draft]);
  const sheet = file.sheets.find(({ name }) => name === selected.sheet) ?? file.sheets[0];
  const go = (cell: string): string | undefined => {
    const found = findCell(file, cell, selected.sheet);
    if (!found.ok) return found.error;
    select(found.value);
    return undefined;
  };
  const lists = { file, draft, problems, selected: formatAddress(selected), onSelect: go, onChange: change };

  return (
    <div className="model">
      <title>{`${file.name} · Simsheet`}</title>
      <section className="model-sheet" aria-label="Workbook">
        <div className="model-bar">
          <h1>{file.name}</h1>
          <CellSearch selected={selected} names={namesOfCells(file)} onGo={go} />
        </div>
        {sheet && (
          <SheetGrid
            key={sheet.name}
            fileId={file.fileId}
            sheet={sheet}
            markAt={(row, column) => marks.get(cellKey(formatAddress({ sheet: sheet.name, row, column })))}
            selected={selected}
            onSelect={({ row, column }) => select({ sheet: sheet.name, row, column })}
            onActivate={() => cellPanel.current?.querySelector<HTMLElement>('button, select, input')?.focus()}
          />
        )}
        <SheetTabs
          sheets={file.sheets.map(({ name }) => name)}
          current={sheet?.name}
          onChoose={(name) => select({ sheet: name, row: 0, column: 0 })}
        />
      </section>
      <aside className="model-panel" aria-label="Simulation">
        <div ref={settings} className="model-settings">
          <CellPanel
            ref={cellPanel}
            file={file}
            selected={selected}
            draft={draft}
            problems={problems}
            mayChange={mayStart}
            onChange={change}
          />
          {mayStart ? (
            <>
              <Unsupported functions={file.unsupported} />
              <InputList {...lists} />
              <OutputList {...lists} />
              <RunSettings
                formId={formId}
                draft={draft}
                problems={problems}
                onChange={change}
                onRun={() => void run()}
              />
            </>
          ) : (
            <p className="panel-section small muted">
              You can look at this workbook. Running simulations of it is not part of your role in this organization.
            </p>
          )}
        </div>
        {mayStart && <RunBar formId={formId} problems={problems} failure={failure} isStarting={starting.isPending} />}
      </aside>
    </div>
  );
};

/** Begins where the model is: at a chosen cell, else at one of the first sheet that looks like an assumption. */
const firstCell = (file: FileView, draft: Draft): CellAddress => {
  const isThere = ({ sheet }: CellAddress) => file.sheets.some(({ name }) => name === sheet);
  const firstSheet = file.sheets[0]?.name ?? '';
  const chosen = [...draft.inputs, ...draft.outputs].flatMap(({ cell }) => parseAddress(cell) ?? []).find(isThere);
  const found = [...file.inputs, ...file.candidateInputs]
    .flatMap(({ cell }) => parseAddress(cell) ?? [])
    .find(({ sheet }) => sheet === firstSheet);
  return chosen ?? found ?? { sheet: firstSheet, row: 0, column: 0 };
};

const markedCells = (file: FileView, draft: Draft): Map<string, Mark> =>
  new Map([
    ...file.outputs.filter(isMarked).map(({ cell }) => [cellKey(cell), 'found-output'] as const),
    ...file.inputs.map(({ cell }) => [cellKey(cell), 'found-input'] as const),
    ...draft.outputs.map(({ cell }) => [cellKey(cell), 'output'] as const),
    ...draft.inputs.map(({ cell }) => [cellKey(cell), 'input'] as const),
  ]);

/** Matters only where an output depends on them: the API then refuses the run and says so. */
const Unsupported = ({ functions }: { functions: FileView['unsupported'] }) =>
  functions.length > 0 && (
    <details className="panel-section small">
      <summary>
        {functions.length === 1 ? 'One function' : `${functions.length} functions`} of this workbook cannot be simulated
      </summary>
      <ul>
        {functions.map(({ function: name, cells, first }) => (
          <li key={name}>
            <code>{name}</code> in {cells === 1 ? first : `${cells} cells, such as ${first}`}
          </li>
        ))}
      </ul>
      <p className="muted">Cells that do not depend on them can be outputs all the same.</p>
    </details>
  );

interface SheetTabsProps {
  sheets: readonly string[];
  current: string | undefined;
  onChoose: (sheet: string) => void;
}

const SheetTabs = ({ sheets, current, onChoose }: SheetTabsProps) => (
  <nav className="sheet-tabs" aria-label="Sheets">
    {sheets.map((name) => (
      <button
        key={name}
        type="button"
        aria-current={name === current ? 'true' : undefined}
        onClick={() => onChoose(name)}
      >
        {name}
      </button>
    ))}
  </nav>
);
