import { useQuery } from '@tanstack/react-query';
import type { Ref } from 'react';
import { useApi } from '../../api/ApiProvider.tsx';
import type { FieldProblem } from '../../api/errors.ts';
import { cellsQuery } from '../../api/files.ts';
import type { FileView } from '../../api/schemas.ts';
import { Button } from '../../components/Button.tsx';
import { Field } from '../../components/Field.tsx';
import { Icon } from '../../components/Icon.tsx';
import { suggestDistribution } from '../../distributions/catalogue.ts';
import { DistributionForm } from '../../distributions/DistributionForm.tsx';
import { type CellAddress, formatAddress, sameCell } from '../../sheet/range.ts';
import { type Draft, type DraftOutput, isTail, tails } from './draft.ts';
import { problemsAt } from './problemsAt.ts';

interface CellPanelProps {
  ref: Ref<HTMLElement>;
  file: FileView;
  selected: CellAddress;
  draft: Draft;
  problems: readonly FieldProblem[];
  /** Not for who only looks. */
  mayChange: boolean;
  onChange: (changes: Partial<Draft>) => void;
}

/** What the selected cell is and what can be made of it. */
export const CellPanel = ({ ref, file, selected, draft, problems, mayChange, onChange }: CellPanelProps) => {
  const address = formatAddress(selected);
  const { data } = useQuery(cellsQuery(useApi(), file.fileId, address));
  const cell = data?.cells[0];
  const input = draft.inputs.findIndex((candidate) => sameCell(candidate.cell, address));
  const output = draft.outputs.findIndex((candidate) => sameCell(candidate.cell, address));
  const foundInput = file.inputs.find((candidate) => sameCell(candidate.cell, address));
  const candidate = file.candidateInputs.find(({ cell: found }) => sameCell(found, address));
  const foundOutput = file.outputs.find((candidate) => sameCell(candidate.cell, address));

  const addInput = () => {
    const value = typeof cell?.value === 'number' ? cell.value : undefined;
    onChange({
      inputs: [
        ...draft.inputs,
        { cell: address, name: candidate?.name ?? '', distribution: suggestDistribution(value) },
      ],
    });
  };
  const addOutput = () => onChange({ outputs: [...draft.outputs, { cell: address, name: foundOutput?.name ?? '' }] });
  const editInput = (changes: { name?: string; distribution?: string }) =>
    onChange({ inputs: draft.inputs.map((one, index) => (index === input ? { ...one, ...changes } : one)) });
  const editOutput = (changes: Partial<DraftOutput>) =>
    onChange({ outputs: draft.outputs.map((one, index) => (index === output ? { ...one, ...changes } : one)) });

  return (
    <section ref={ref} className="panel-section" aria-label="Selected cell">
      <div className="panel-head">
        <h2>
          <span className="visually-hidden">Selected cell </span>
          {address}
        </h2>
        <span className="cell-value">{cell?.text}</span>
      </div>
      {cell?.formula && (
        <p className="cell-formula">
          <code>{cell.formula}</code>
        </p>
      )}
      {foundInput && (
        <p className="small muted">The workbook draws this cell at random by itself: {foundInput.distribution}.</p>
      )}
      {!mayChange && <Looked input={draft.inputs[input]} output={draft.outputs[output]} />}
      {mayChange && input >= 0 && (
        <>
          <Field label="Input name" problems={problemsAt(problems, `/inputs/${input}/name`)}>
            {(control) => (
              <input
                {...control}
                placeholder="From the label beside the cell"
                value={draft.inputs[input]!.name}
                onChange={({ target }) => editInput({ name: target.value })}
              />
            )}
          </Field>
          <DistributionForm
            // The form's fields belong to the cell.
            key={address}
            fileId={file.fileId}
            sheet={selected.sheet}
            names={file.names.map(({ name }) => name)}
            value={draft.inputs[input]!.distribution}
            problems={[
              ...problemsAt(problems, `/inputs/${input}/distribution`),
              ...problemsAt(problems, `/inputs/${input}/cell`),
            ]}
            onChange={(distribution) => editInput({ distribution })}
          />
          <Button look="quiet" onClick={() => onChange({ inputs: draft.inputs.filter((_, index) => index !== input) })}>
            <Icon name="trash" />
            No longer uncertain
          </Button>
        </>
      )}
      {mayChange && output >= 0 && (
        <>
          <Field label="Output name" problems={problemsAt(problems, `/outputs/${output}`)}>
            {(control) => (
              <input
                {...control}
                placeholder="From the label beside the cell"
                value={draft.outputs[output]!.name}
                onChange={({ target }) => editOutput({ name: target.value })}
              />
            )}
          </Field>
          <Field label="What would be bad" hint="The side on which value at risk is taken.">
            {(control) => (
              <select
                {...control}
                value={draft.outputs[output]!.tail ?? 'lower'}
                onChange={({ target }) => isTail(target.value) && editOutput({ tail: target.value })}
              >
                {Object.entries(tails).map(([value, label]) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Button
            look="quiet"
            onClick={() => onChange({ outputs: draft.outputs.filter((_, index) => index !== output) })}
          >
            <Icon name="trash" />
            Stop tracking
          </Button>
        </>
      )}
      {mayChange && input < 0 && output < 0 && (
        <>
          <div className="cell-actions">
            <Button className="mark-input" onClick={addInput}>
              Make uncertain
            </Button>
            <Button className="mark-output" onClick={addOutput}>
              Track as output
            </Button>
          </div>
          <p className="small muted">{hintFor(cell?.formula, cell?.value)}</p>
        </>
      )}
    </section>
  );
};

/** What a run made of the cell, for who does not change it. */
const Looked = ({ input, output }: { input: Draft['inputs'][number] | undefined; output: DraftOutput | undefined }) => (
  <>
    {input && (
      <p className="small">
        Uncertain input{input.name && ` “${input.name}”`}: <code>{input.distribution}</code>
      </p>
    )}
    {output && <p className="small">Output{output.name && ` “${output.name}”`}</p>}
  </>
);

const hintFor = (formula: string | null | undefined, value: unknown): string => {
  if (formula) return 'This cell is calculated. Track it to see its range of outcomes.';
  if (typeof value === 'number') return 'This is a fixed number. Make it uncertain to give it a range.';
  return 'Choose a number to make it uncertain, or a formula to track what comes out.';
};
