import { useMay, useMayChange } from '../../api/account.ts';
import type { SimulationView } from '../../api/schemas.ts';
import { useCancelSimulation } from '../../api/simulations.ts';
import { Button } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { ProgressBar } from '../../components/ProgressBar.tsx';
import { Problem } from '../../components/states.tsx';
import { formatCount, formatShare } from '../../format/number.ts';
import { formatDuration } from '../../format/time.ts';

export const RunProgress = ({ simulation }: { simulation: SimulationView }) => {
  const may = useMay();
  const mayChange = useMayChange();
  const cancel = useCancelSimulation(simulation.simulationId);
  const { status, progress } = simulation;
  const share = progress.total > 0 ? progress.completed / progress.total : 0;
  const hasBegun = status === 'RUNNING' && progress.completed > 0;
  return (
    <section className="run-progress card" aria-label="Progress">
      <div className="run-progress-head">
        <h2>{status === 'QUEUED' ? 'Waiting to start' : 'Running'}</h2>
        <strong>{hasBegun ? formatShare(share) : ''}</strong>
      </div>
      <ProgressBar label="Progress of the simulation" {...(hasBegun && { share })} />
      <p className="muted">
        {formatCount(progress.completed)} of {formatCount(progress.total)} iterations{remaining(simulation, share)}
      </p>
      {cancel.error && <Problem error={cancel.error} />}
      {may('simulation:cancel') && mayChange(simulation) && (
        <div>
          <Button look="danger" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
            <Icon name="stop" />
            {cancel.isPending ? 'Cancelling…' : 'Cancel simulation'}
          </Button>
        </div>
      )}
    </section>
  );
};

/** An estimate from the pace so far, once there is enough of it to mean something. */
const remaining = ({ startedAt }: SimulationView, share: number): string => {
  const elapsedMs = startedAt === null ? 0 : Date.now() - Date.parse(startedAt);
  if (share < 0.05 || elapsedMs < 3000) return '';
  return `, about ${formatDuration((elapsedMs / share) * (1 - share))} left`;
};
