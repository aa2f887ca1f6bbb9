import { useParams, useSearchParams } from 'react-router';
import { useExampleRequest } from '../../api/examples.ts';
import { isPending, useFile } from '../../api/files.ts';
import type { FileView, SimulationRequest } from '../../api/schemas.ts';
import { useSimulation } from '../../api/simulations.ts';
import { ButtonLink } from '../../components/Button.tsx';
import { Empty, Loaded, Loading } from '../../components/states.tsx';
import { type Draft, draftFrom, emptyDraft } from './draft.ts';
import { isMarked } from './found.ts';
import { ModelEditor } from './ModelEditor.tsx';

/** Where a simulation of a workbook is set up: from nothing, from an example (`?example=`) or from a run (`?from=`). */
export const ModelPage = () => {
  const { fileId = '' } = useParams();
  const [search] = useSearchParams();
  const example = search.get('example');
  const from = search.get('from');
  const file = useFile(fileId);
  return (
    <Loaded query={file} label="Loading the workbook">
      {(view) => {
        if (isPending(view.status)) return <Loading label={`Reading ${view.name}`} />;
        if (view.status === 'REJECTED') return <Rejected file={view} />;
        if (from !== null) return <FromRun key={from} file={view} simulationId={from} />;
        if (example !== null) return <FromExample key={example} file={view} example={example} />;
        return <ModelEditor file={view} draftKey={fileId} start={draftOf(view)} />;
      }}
    </Loaded>
  );
};

/** What the workbook marks as an output itself is one from the start. */
const draftOf = ({ outputs }: FileView): Draft => ({
  ...emptyDraft,
  outputs: outputs.filter(isMarked).map(({ cell, name }) => ({ cell, name: name ?? '' })),
});

const FromRun = ({ file, simulationId }: { file: FileView; simulationId: string }) => {
  const { data: run, error, refetch } = useSimulation(simulationId);
  // What was private is so again, whatever its file is.
  const data = run && { ...run.request, ...(run.visibility === 'private' && { visibility: run.visibility }) };
  return <FromRequest file={file} origin={simulationId} query={{ data, error, refetch }} />;
};

const FromExample = ({ file, example }: { file: FileView; example: string }) => (
  <FromRequest file={file} origin={example} query={useExampleRequest(example)} />
);

interface FromRequestProps {
  file: FileView;
  origin: string;
  query: { data: SimulationRequest | undefined; error: Error | null; refetch: () => unknown };
}

const FromRequest = ({ file, origin, query }: FromRequestProps) => (
  <Loaded query={query} label="Loading its inputs">
    {(request) => <ModelEditor file={file} draftKey={`${file.fileId}.${origin}`} start={draftFrom(request)} />}
  </Loaded>
);

const Rejected = ({ file }: { file: FileView }) => (
  <div className="page">
    <Empty title={`${file.name} was not accepted`} action={<ButtonLink to="/new">Choose another workbook</ButtonLink>}>
      {file.reasons.map(({ detail }) => detail).join(' ')}
    </Empty>
  </div>
);
