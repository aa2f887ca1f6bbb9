import type { ReactNode } from 'react';
import type { FieldProblem } from '../../api/errors.ts';
import type { FileView } from '../../api/schemas.ts';
import { Button } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { type CellAddress, formatAddress, sameCell } from '../../sheet/range.ts';
import type { Draft } from './draft.ts';
import { problemsAt } from './problemsAt.ts';

interface ListProps {
  draft: Draft;
  found: FileView['inputs'];
  problems: readonly FieldProblem[];
  selected: CellAddress;
  onSelect: (cell: string) => void;
  onChange: (changes: Partial<Draft>) => void;
}

export const InputList = ({ draft, found, problems, selected, onSelect, onChange }: ListProps) => {
  const own = found.filter(({ cell }) => !draft.inputs.some((input) => sameCell(input.cell, cell)));
  return (
    <MarkedList
      title="Uncertain inputs"
      count={draft.inputs.length + own.length}
      kind="input"
      problems={problemsOfList(problems, '/inputs')}
      hint="Select a number in the sheet and choose “Make uncertain”."
    >
      {draft.inputs.map(({ cell, name, distribution }, index) => (
        <MarkedCell
          key={cell}
          cell={cell}
          name={name}
          detail={distribution}
          isSelected={sameCell(cell, formatAddress(selected))}
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
          detail={distribution ?? 'random in the workbook'}
          isSelected={sameCell(cell, formatAddress(selected))}
          onSelect={onSelect}
        />
      ))}
    </MarkedList>
  );
};

export const OutputList = ({ draft, found, problems, selected, onSelect, onChange }: ListProps) => {
  const offered = found.filter(({ cell }) => !draft.outputs.some((output) => sameCell(output.cell, cell)));
  const addAll = () =>
    onChange({ outputs: [...draft.outputs, ...offered.map(({ cell, name }) => ({ cell, name: name ?? '' }))] });
  return (
    <MarkedList
      title="Outputs"
      count={draft.outputs.length}
      kind="output"
      problems={problemsOfList(problems, '/outputs')}
      hint="Select the result you care about and choose “Track as output”."
      action={
        offered.length > 0 && (
          <Button look="quiet" onClick={addAll}>
            <Icon name="plus" />
            {offered.length === 1 ? 'Add the one in the workbook' : `Add the ${offered.length} in the workbook`}
          </Button>
        )
      }
    >
      {draft.outputs.map(({ cell, name }, index) => (
        <MarkedCell
          key={cell}
          cell={cell}
          name={name}
          isSelected={sameCell(cell, formatAddress(selected))}
          problems={problemsAt(problems, `/outputs/${index}`)}
          onSelect={onSelect}
          onRemove={() => onChange({ outputs: draft.outputs.filter((output) => output.cell !== cell) })}
        />
      ))}
    </MarkedList>
  );
};

/** Those of the list as a whole, not of one of its items. */
const problemsOfList = (problems: readonly FieldProblem[], pointer: string): string[] =>
  problems.filter((problem) => problem.pointer === pointer).map(({ detail }) => detail);

interface MarkedListProps {
  title: string;
  count: number;
  kind: 'input' | 'output';
  problems: readonly string[];
  hint: string;
  action?: ReactNode;
  children: ReactNode;
}

const MarkedList = ({ title, count, kind, problems, hint, action, children }: MarkedListProps) => (
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
    {action}
  </section>
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
