import type { FieldProblem } from '../../api/errors.ts';
import { Button } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { Problem } from '../../components/states.tsx';

interface RunBarProps {
  formId: string;
  problems: readonly FieldProblem[];
  failure: unknown;
  isStarting: boolean;
}

/** The button that starts the run, always in sight, with how much keeps it from starting: what it is stands where it is wrong. */
export const RunBar = ({ formId, problems, failure, isStarting }: RunBarProps) => (
  <div className="run-bar">
    {failure !== undefined && <Problem error={failure} />}
    {problems.length > 0 && (
      <p className="field-problem" role="status">
        {problems.length === 1 ? 'One thing needs' : `${problems.length} things need`} your attention before it can run.
      </p>
    )}
    <Button type="submit" form={formId} look="primary" disabled={isStarting}>
      <Icon name="play" />
      {isStarting ? 'Starting…' : 'Run simulation'}
    </Button>
  </div>
);
