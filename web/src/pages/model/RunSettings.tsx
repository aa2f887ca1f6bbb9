import type { FieldProblem } from '../../api/errors.ts';
import { Button } from '../../components/Button.tsx';
import { Field } from '../../components/Field.tsx';
import { type Draft, isSampling, samplings } from './draft.ts';
import { adviceOn } from './iterations.ts';
import { otherProblems, problemsAt } from './problemsAt.ts';

interface RunSettingsProps {
  /** Of the form, for the button that is elsewhere. */
  formId: string;
  draft: Draft;
  problems: readonly FieldProblem[];
  onChange: (changes: Partial<Draft>) => void;
  onRun: () => void;
}

/** How often and how to draw. */
export const RunSettings = ({ formId, draft, problems, onChange, onRun }: RunSettingsProps) => (
  <section className="panel-section" aria-label="Run settings">
    <form
      id={formId}
      className="run-form"
      onSubmit={(event) => {
        event.preventDefault();
        onRun();
      }}
    >
      <Field label="Simulation name" problems={problemsAt(problems, '/name')} className="run-wide">
        {(control) => (
          <input
            {...control}
            placeholder="Optional"
            value={draft.name}
            onChange={({ target }) => onChange({ name: target.value })}
          />
        )}
      </Field>
      <Field label="Iterations" hint={adviceOn(draft.iterations)} problems={problemsAt(problems, '/iterations')}>
        {(control) => (
          <input
            {...control}
            inputMode="numeric"
            value={draft.iterations}
            onChange={({ target }) => onChange({ iterations: target.value })}
          />
        )}
      </Field>
      <Field label="Seed" problems={problemsAt(problems, '/seed')}>
        {(control) => (
          <input
            {...control}
            inputMode="numeric"
            placeholder="Random"
            title="The same seed gives the same numbers again"
            value={draft.seed}
            onChange={({ target }) => onChange({ seed: target.value })}
          />
        )}
      </Field>
      <Field label="Sampling" problems={problemsAt(problems, '/sampling')} className="run-wide">
        {(control) => (
          <select
            {...control}
            value={draft.sampling}
            onChange={({ target }) => isSampling(target.value) && onChange({ sampling: target.value })}
          >
            {Object.entries(samplings).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Kept rest={draft.rest} onChange={onChange} />
      {otherProblems(problems).map((problem) => (
        <p key={problem} className="field-problem run-wide" role="alert">
          {problem}
        </p>
      ))}
    </form>
  </section>
);

const keptNames: Record<string, string> = { correlations: 'correlations', stop: 'a stopping rule' };

/** Parts of the request that came with an example or an earlier run and have no fields here. */
const Kept = ({ rest, onChange }: { rest: Draft['rest']; onChange: RunSettingsProps['onChange'] }) => {
  const names = Object.keys(rest).filter((key) => rest[key] !== undefined && rest[key] !== null);
  if (names.length === 0) return null;
  return (
    <p className="run-wide run-kept small muted">
      <span>Also uses {names.map((name) => keptNames[name] ?? name).join(', ')}.</span>
      <Button look="quiet" onClick={() => onChange({ rest: {} })}>
        Leave out
      </Button>
    </p>
  );
};
