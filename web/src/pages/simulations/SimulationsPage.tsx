import { Link, useLocation } from 'react-router';
import * as z from 'zod';
import { organizationOf, useMay, useMe } from '../../api/account.ts';
import { useResults } from '../../api/results.ts';
import type { OutputResults, SimulationView } from '../../api/schemas.ts';
import { useSimulations } from '../../api/simulations.ts';
import { BellCurve } from '../../components/BellCurve.tsx';
import { Button, ButtonLink } from '../../components/Button.tsx';
import { Icon } from '../../components/Icon.tsx';
import { PrivateTag } from '../../components/PrivateTag.tsx';
import { ProgressBar } from '../../components/ProgressBar.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { Empty, Loaded } from '../../components/states.tsx';
import { formatCompact, formatCount, formatShare, type NumberStyle } from '../../format/number.ts';
import { formatAgo } from '../../format/time.ts';
import { useCellStyle } from '../../sheet/useCellStyle.ts';
import { isYesOrNo } from '../simulation/outcomes.ts';
import './SimulationsPage.css';

export const SimulationsPage = () => {
  const may = useMay();
  return (
    <div className="page">
      <title>Simulations · Simsheet</title>
      <Joined />
      {may('simulation:read') ? <Simulations /> : <NoSimulations />}
    </div>
  );
};

const arrival = z.object({ joined: z.object({ name: z.string(), role: z.string() }) });

/** On the way from an invitation. */
const Joined = () => {
  const state = arrival.safeParse(useLocation().state);
  if (!state.success) return null;
  const { name, role } = state.data.joined;
  return (
    <p className="notice card" role="status">
      You belong to <strong>{name}</strong> now, as {role}.
    </p>
  );
};

const Simulations = () => {
  const simulations = useSimulations();
  const { data: me } = useMe();
  return (
    <>
      <div className="page-head">
        <div>
          <h1>Simulations</h1>
          <p className="muted">What was run in {me && organizationOf(me)}, newest first.</p>
        </div>
      </div>
      <Loaded query={simulations} label="Loading simulations">
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0) return <FirstSimulation />;
          return (
            <>
              <ul className="simulation-list card" aria-label="Simulations">
                {items.map((simulation) => (
                  <li key={simulation.simulationId}>
                    <SimulationRow simulation={simulation} />
                  </li>
                ))}
              </ul>
              {simulations.hasNextPage && (
                <Button
                  className="simulation-more"
                  disabled={simulations.isFetchingNextPage}
                  onClick={() => void simulations.fetchNextPage()}
                >
                  {simulations.isFetchingNextPage ? 'Loading…' : 'Show older ones'}
                </Button>
              )}
            </>
          );
        }}
      </Loaded>
    </>
  );
};

const FirstSimulation = () => {
  const may = useMay();
  if (!may('simulation:start')) {
    return (
      <Empty title="Nothing has been run here yet" art={<BellCurve className="simulation-art" />}>
        You see here what others run. Running simulations is not part of your role in this organization.
      </Empty>
    );
  }
  return (
    <Empty
      title="Your first simulation is a minute away"
      art={<BellCurve className="simulation-art" />}
      action={
        <ButtonLink look="primary" to="/new">
          <Icon name="plus" />
          Start a simulation
        </ButtonLink>
      }
    >
      Upload a workbook you plan with, or begin with one of the examples. You see the odds behind every number you
      choose.
    </Empty>
  );
};

/** The first page of who is here for something else, such as what the organization has used. */
const NoSimulations = () => {
  const { data: me } = useMe();
  return (
    <Empty
      title={me ? organizationOf(me) : ''}
      action={<ButtonLink to="/organization">Members and settings</ButtonLink>}
    >
      Your role here, {me?.role}, does not include seeing simulations. What you can see is in the menus above.
    </Empty>
  );
};

const SimulationRow = ({ simulation }: { simulation: SimulationView }) => (
  <div className="simulation-row">
    <div className="simulation-title">
      <Link to={`/simulations/${simulation.simulationId}`}>{simulation.name}</Link>
      <span className="small muted">
        {formatCount(simulation.progress.total)} iterations · {formatAgo(simulation.createdAt)}{' '}
        {simulation.visibility === 'private' && <PrivateTag />}
      </span>
    </div>
    <div className="simulation-headline">
      <Headline simulation={simulation} />
    </div>
    <StatusBadge status={simulation.status} />
  </div>
);

const Headline = ({ simulation }: { simulation: SimulationView }) => {
  const { status, progress, error } = simulation;
  if (status === 'COMPLETED') return <HeadlineNumbers simulation={simulation} />;
  if (status === 'FAILED') return <span className="small simulation-error">{error?.detail}</span>;
  if (status === 'CANCELLED') return <span className="small muted">Stopped before it ended</span>;
  const share = progress.total > 0 ? progress.completed / progress.total : 0;
  return (
    <>
      <ProgressBar label={`Progress of ${simulation.name}`} share={share} />
      <span className="small muted">{formatShare(share)}</span>
    </>
  );
};

/** The first outputs' means with the range that nine of ten iterations fall in. */
const HeadlineNumbers = ({ simulation: { simulationId, fileId } }: { simulation: SimulationView }) => {
  const may = useMay();
  const { data } = useResults(simulationId, { enabled: may('result:read') });
  return (
    <dl className="headline">
      {data?.outputs.slice(0, 2).map((output) => (
        <HeadlineNumber key={output.cell} fileId={fileId} output={output} />
      ))}
    </dl>
  );
};

const HeadlineNumber = ({ fileId, output }: { fileId: string; output: OutputResults }) => {
  const style = useCellStyle(fileId, output.cell);
  const isChance = isYesOrNo(output);
  const [low, high] = isChance ? [] : [output.percentiles?.['5'], output.percentiles?.['95']];
  return (
    <div>
      <dt className="small muted">{output.name}</dt>
      <dd>
        <strong>{headlineOf(output, style)}</strong>
        {isChance && <span className="small muted">of iterations</span>}
        {low !== undefined && high !== undefined && (
          <span className="small muted">
            {formatCompact(low, style)} to {formatCompact(high, style)}
          </span>
        )}
      </dd>
    </div>
  );
};

const headlineOf = (output: OutputResults, style: NumberStyle): string => {
  if (output.mean === null) return 'no number';
  return isYesOrNo(output) ? formatShare(output.mean) : formatCompact(output.mean, style);
};
