import type { ReactNode } from 'react';
import type { FieldProblem } from '../../api/errors.ts';
import type { FileView } from '../../api/schemas.ts';
import { Button } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { sameCell } from '../../sheet/range.ts';
import type { Draft } from './draft.ts';
import { suggestions } from './found.ts';
import { problemsAt } from './problemsAt.ts';

interface ListProps {
  file: FileView;
  draft: Draft;
  problems: readonly FieldProblem[];
  /** The selected cell's address. */
  selected: string;
  onSelect: (cell: string) => void;
  onChange: (changes: Partial<Draft>) => void;
}

/** The draft's inputs, the cells that vary by themselves, and numbers that look like assumptions. */
export const InputList = ({ file, draft, problems, selected, onSelect, onChange }: ListProps) => {
  const own = file.inputs.filter(({ cell }) => !draft.inputs.some((input) => sameCell(input.cell, cell)));
  return (
    <MarkedList
      title="Uncertain inputs"
      count={draft.inputs.length + own.length}
      kind="input"
      problems={problemsOfList(problems, '/inputs')}
      hint="Select a number in the sheet and choose “Make uncertain”."
      suggested={
        // A workbook that draws numbers itself has said what is uncertain.
        own.length === 0 && (
          <Suggestions
            cells={suggestions(file.candidateInputs, draft.inputs)}
            label="Look at"
            onChoose={({ cell }) => onSelect(cell)}
          />
        )
      }
    >
      {draft.inputs.map(({ cell, name, distribution }, index) => (
        <MarkedCell
          key={cell}
          cell={cell}
          name={name}
          detail={distribution}
          isSelected={sameCell(cell, selected)}
          problems={problemsAt(problems, `/inputs/${index}`)}
          onSelect={onSelect}
          onRemove={() => onChange({ inputs: draft.inputs.filter((input) => input.cell !== cell) })}
        />
      ))}
      {own.map(({ cell, name, distribution }) => (
        <MarkedCell
          key={cell}
          cell={cell}
          name={name ?? ''}
          detail={distribution}
          isSelected={sameCell(cell, selected)}
          onSelect={onSelect}
        />
      ))}
    </MarkedList>
  );
};

/** The draft's outputs, and cells that look like results. */
export const OutputList = ({ file, draft, problems, selected, onSelect, onChange }: ListProps) => (
  <MarkedList
    title="Outputs"
    count={draft.outputs.length}
    kind="output"
    problems={problemsOfList(problems, '/outputs')}
    hint="Select the result you care about and choose “Track as output”."
    suggested={
      <Suggestions
        cells={suggestions(file.outputs, draft.outputs)}
        label="Track"
        onChoose={({ cell, name }) => onChange({ outputs: [...draft.outputs, { cell, name: name ?? '' }] })}
      />
    }
  >
    {draft.outputs.map(({ cell, name }, index) => (
      <MarkedCell
        key={cell}
        cell={cell}
        name={name}
        isSelected={sameCell(cell, selected)}
        problems={problemsAt(problems, `/outputs/${index}`)}
        onSelect={onSelect}
        onRemove={() => onChange({ outputs: draft.outputs.filter((output) => output.cell !== cell) })}
      />
    ))}
  </MarkedList>
);

/** Those of the list as a whole, not of one of its items. */
const problemsOfList = (problems: readonly FieldProblem[], pointer: string): string[] =>
  problems.filter((problem) => problem.pointer === pointer).map(({ detail }) => detail);

interface MarkedListProps {
  title: string;
  count: number;
  kind: 'input' | 'output';
  problems: readonly string[];
  hint: string;
  suggested: ReactNode;
  children: ReactNode;
}

const MarkedList = ({ title, count, kind, problems, hint, suggested, children }: MarkedListProps) => (
  <section className="panel-section" aria-label={title}>
    <div className="panel-head">
      <h2>
        <span className={`swatch swatch-${kind}`} aria-hidden="true" />
        {title}
      </h2>
      <span className="small muted">{count}</span>
    </div>
    {count === 0 ? <p className="small muted">{hint}</p> : <ul className="marked-list">{children}</ul>}
    {problems.map((problem) => (
      <p key={problem} className="field-problem" role="alert">
        {problem}
      </p>
    ))}
    {suggested}
  </section>
);

type FoundCell = Pick<FileView['candidateInputs'][number], 'cell' | 'name'>;

interface SuggestionsProps {
  cells: readonly FoundCell[];
  /** What choosing one does. */
  label: string;
  onChoose: (cell: FoundCell) => void;
}

const Suggestions = ({ cells, label, onChoose }: SuggestionsProps) =>
  cells.length > 0 && (
    <ul className="suggestions" aria-label="Suggestions">
      {cells.map((found) => (
        <li key={found.cell}>
          <button
            type="button"
            className="suggestion"
            aria-label={`${label} ${found.name ?? found.cell}`}
            onClick={() => onChoose(found)}
          >
            <Icon name="plus" size={14} />
            <span>{found.name ?? found.cell}</span>
            {found.name && <span className="muted address">{found.cell}</span>}
          </button>
        </li>
      ))}
    </ul>
  );

interface MarkedCellProps {
  cell: string;
  name: string;
  detail?: string;
  isSelected: boolean;
  problems?: readonly string[];
  onSelect: (cell: string) => void;
  onRemove?: () => void;
}

const MarkedCell = ({ cell, name, detail, isSelected, problems = [], onSelect, onRemove }: MarkedCellProps) => (
  <li className="marked-cell" data-selected={isSelected || undefined}>
    <button
      type="button"
      className="marked-select"
      aria-current={isSelected || undefined}
      onClick={() => onSelect(cell)}
    >
      <span className="marked-name">{name || cell}</span>
      <span className="small muted">{[name && cell, detail].filter(Boolean).join(' · ')}</span>
    </button>
    {onRemove && (
      <Button look="quiet" aria-label={`Remove ${name || cell}`} onClick={onRemove}>
        <Icon name="close" size={16} />
      </Button>
    )}
    {problems.length > 0 && (
      <p className="field-problem" role="alert">
        {problems.join(' ')}
      </p>
    )}
  </li>
);
