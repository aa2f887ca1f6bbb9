import { useState } from 'react';
import type { Value } from '../../../engine/distributions/index.ts';
import { Field } from '../components/Field.tsx';
import { choiceOf, distributionGroups, suggestDistribution } from './catalogue.ts';
import { DistributionPreview } from './DistributionPreview.tsx';
import { formatDistribution, parseDistribution } from './formula.ts';
import { parameterProblems } from './parameterProblems.ts';
import { useParameterValues } from './useParameterValues.ts';
import './DistributionForm.css';

interface DistributionFormProps {
  fileId: string;
  /** The sheet that references without a sheet name are on. */
  sheet: string;
  /** The workbook's defined names, which parameters may be too. */
  names: readonly string[];
  /** The distribution's formula. */
  value: string;
  problems: readonly string[];
  onChange: (formula: string) => void;
}

const asFormula = 'formula';

/** Chooses a distribution and its parameters, with a picture of what they mean. */
export const DistributionForm = ({ fileId, sheet, names, value, problems, onChange }: DistributionFormProps) => {
  const parts = parseDistribution(value);
  const choice = parts && choiceOf(parts.name);
  const fits = parts !== undefined && choice !== undefined && parts.parameters.length === choice.parameters.length;
  const [prefersText, setPrefersText] = useState(false);
  const isText = prefersText || !fits;
  const numbers = useParameterValues(fileId, sheet, parts);
  const wrong =
    isText || parts === undefined || choice === undefined
      ? undefined
      : parameterProblems({ ...parts, labels: choice.parameters.map(({ label }) => label) }, numbers, names);
  const isDrawable =
    wrong === undefined || [...wrong.parameters, wrong.low, wrong.high].every(({ length }) => length === 0);

  const choose = (name: string) => {
    setPrefersText(name === asFormula);
    const next = choiceOf(name);
    if (next === undefined || (next === choice && fits)) return;
    onChange(suggestDistribution(centre(numbers?.parameters), next));
  };

  return (
    <div className="distribution-form">
      <Field label="Distribution" hint={isText ? undefined : choice?.use} problems={isText ? [] : problems}>
        {(control) => (
          <select
            {...control}
            value={isText ? asFormula : choice?.name}
            onChange={({ target }) => choose(target.value)}
          >
            {Object.entries(distributionGroups).map(([group, choices]) => (
              <optgroup key={group} label={group}>
                {choices.map(({ name, label }) => (
                  <option key={name} value={name}>
                    {label}
                  </option>
                ))}
              </optgroup>
            ))}
            <option value={asFormula}>Another, as a formula</option>
          </select>
        )}
      </Field>
      {isText || parts === undefined || choice === undefined ? (
        <Field
          label="Distribution formula"
          hint="Such as truncate(normal(5%, 1%), 0, 1). Parameters may be cells."
          problems={problems}
        >
          {(control) => (
            <textarea
              {...control}
              rows={3}
              spellCheck={false}
              value={value}
              onChange={({ target }) => onChange(target.value)}
            />
          )}
        </Field>
      ) : (
        <>
          <div className="distribution-parameters">
            {choice.parameters.map(({ label, hint }, index) => (
              <Field key={label} label={label} hint={hint} problems={wrong?.parameters[index] ?? []}>
                {(control) => (
                  <input
                    {...control}
                    inputMode="decimal"
                    spellCheck={false}
                    title="A number, a percentage or a cell such as Model!F2"
                    value={parts.parameters[index]}
                    onChange={({ target }) =>
                      onChange(formatDistribution({ ...parts, parameters: parts.parameters.with(index, target.value) }))
                    }
                  />
                )}
              </Field>
            ))}
          </div>
          <Limits
            limits={parts.limits}
            problems={{ low: wrong?.low ?? [], high: wrong?.high ?? [] }}
            onChange={(limits) => onChange(formatDistribution({ ...parts, limits }))}
          />
        </>
      )}
      <DistributionPreview name={parts?.name} numbers={isDrawable ? numbers : undefined} problem={wrong?.together} />
    </div>
  );
};

interface LimitsProps {
  limits: { low: string; high: string } | null;
  problems: { low: readonly string[]; high: readonly string[] };
  onChange: (limits: { low: string; high: string }) => void;
}

const Limits = ({ limits, problems, onChange }: LimitsProps) => {
  const { low, high } = limits ?? { low: '', high: '' };
  return (
    <details className="distribution-limits" open={limits !== null || undefined}>
      <summary>Limits</summary>
      <div className="distribution-parameters">
        <Field label="Never below" problems={problems.low}>
          {(control) => (
            <input
              {...control}
              inputMode="decimal"
              value={low}
              onChange={({ target }) => onChange({ low: target.value, high })}
            />
          )}
        </Field>
        <Field label="Never above" problems={problems.high}>
          {(control) => (
            <input
              {...control}
              inputMode="decimal"
              value={high}
              onChange={({ target }) => onChange({ low, high: target.value })}
            />
          )}
        </Field>
      </div>
    </details>
  );
};

/** A value to suggest the next distribution's parameters around: the middle one of the present parameters. */
const centre = (parameters: readonly Value[] | undefined): number => {
  const sorted = parameters?.flat().toSorted((one, other) => one - other) ?? [];
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
};
