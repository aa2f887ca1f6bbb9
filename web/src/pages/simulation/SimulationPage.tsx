import { useParams } from 'react-router';
import { useMay, useMayChange } from '../../api/account.ts';
import { useResults } from '../../api/results.ts';
import type { SimulationView } from '../../api/schemas.ts';
import { isActive, useSimulation } from '../../api/simulations.ts';
import { ButtonLink } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { PrivateTag } from '../../components/PrivateTag.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { Loaded } from '../../components/states.tsx';
import { formatCount } from '../../format/number.ts';
import { formatDate, formatDuration } from '../../format/time.ts';
import { DeleteButton } from './DeleteButton.tsx';
import { ExportButtons } from './ExportButtons.tsx';
import { ResultsReport } from './ResultsReport.tsx';
import { RunProgress } from './RunProgress.tsx';
import { WhoSees } from './WhoSees.tsx';
import './SimulationPage.css';

/** One run: its progress while it runs, its results or why there are none once it has ended. */
export const SimulationPage = () => {
  const { simulationId = '' } = useParams();
  const simulation = useSimulation(simulationId);
  return (
    <div className="page">
      <Loaded query={simulation} label="Loading the simulation">
        {(view) => (
          <>
            <title>{`${view.name} · Simsheet`}</title>
            <div className="page-head">
              <div>
                <div className="simulation-name">
                  <h1>{view.name}</h1>
                  <StatusBadge status={view.status} />
                  {view.visibility === 'private' && <PrivateTag />}
                </div>
                <p className="small muted">{describeRun(view)}</p>
              </div>
              <Actions simulation={view} />
            </div>
            <Outcome simulation={view} />
          </>
        )}
      </Loaded>
    </div>
  );
};

const describeRun = ({ request, progress, createdAt, startedAt, endedAt }: SimulationView): string =>
  [
    `${formatCount(progress.total)} iterations`,
    ...(request.seed === undefined ? [] : [`seed ${request.seed}`]),
    formatDate(createdAt),
    ...(startedAt && endedAt ? [`took ${formatDuration(Date.parse(endedAt) - Date.parse(startedAt))}`] : []),
  ].join(' · ');

const Actions = ({ simulation }: { simulation: SimulationView }) => {
  const may = useMay();
  const mayChange = useMayChange();
  if (isActive(simulation)) return null;
  const { simulationId, fileId, status } = simulation;
  const model = `/files/${fileId}?from=${simulationId}`;
  const mayStart = may('simulation:start');
  const isTheirs = mayChange(simulation);
  return (
    <div className="page-actions">
      {mayStart && isTheirs && <WhoSees simulation={simulation} />}
      {status === 'COMPLETED' && may('result:export') && <ExportButtons simulationId={simulationId} />}
      {may('simulation:delete') && isTheirs && <DeleteButton simulation={simulation} />}
      {may('file:read') && mayStart && (
        <ButtonLink look={status === 'COMPLETED' ? 'secondary' : 'primary'} to={model}>
          <Icon name="edit" />
          Change and run again
        </ButtonLink>
      )}
      {may('file:read') && !mayStart && (
        <ButtonLink to={model}>
          <Icon name="file" />
          See its workbook
        </ButtonLink>
      )}
    </div>
  );
};

const Outcome = ({ simulation }: { simulation: SimulationView }) => {
  const { status, error, progress } = simulation;
  if (isActive(simulation)) return <RunProgress simulation={simulation} />;
  if (status === 'FAILED') {
    return (
      <div className="problem" role="alert">
        <Icon name="warning" size={20} />
        <div>
          <strong>The simulation failed</strong>
          <p>{error?.detail ?? 'No reason was given.'}</p>
          {error && (
            <p className="small muted">
              Code <code>{error.code}</code>
            </p>
          )}
        </div>
      </div>
    );
  }
  if (status === 'CANCELLED') {
    return (
      <p className="notice card">
        This simulation was cancelled after {formatCount(progress.completed)} of {formatCount(progress.total)}{' '}
        iterations. It has no results.
      </p>
    );
  }
  return <CompletedRun simulation={simulation} />;
};

const CompletedRun = ({ simulation }: { simulation: SimulationView }) => {
  const mayRead = useMay()('result:read');
  const results = useResults(simulation.simulationId, { enabled: mayRead });
  if (!mayRead) {
    return (
      <p className="notice card">It has completed. Seeing results is not part of your role in this organization.</p>
    );
  }
  return (
    <Loaded query={results} label="Loading the results">
      {(data) => <ResultsReport fileId={simulation.fileId} results={data} />}
    </Loaded>
  );
};
