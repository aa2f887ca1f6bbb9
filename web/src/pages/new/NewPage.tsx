import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { organizationOf, useMay, useMayChange, useMe } from '../../api/account.ts';
import { fetchWorkbook, useExamples } from '../../api/examples.ts';
import { useChangeFile, useDeleteFile, useFiles } from '../../api/files.ts';
import type { Example, FileSummary, Visibility } from '../../api/schemas.ts';
import { Button } from '../../components/Button.tsx';
import { ConfirmedDelete } from '../../components/ConfirmedDelete.tsx';
import { Icon } from '../../components/Icon.tsx';
import { PrivateTag } from '../../components/PrivateTag.tsx';
import { ProgressBar } from '../../components/ProgressBar.tsx';
import { StatusBadge } from '../../components/StatusBadge.tsx';
import { Empty, Loaded, Problem } from '../../components/states.tsx';
import { formatBytes } from '../../format/number.ts';
import { Dropzone } from './Dropzone.tsx';
import { type UploadState, useWorkbookUpload } from './useWorkbookUpload.ts';
import './NewPage.css';

/** Where a simulation begins: a workbook of yours, an example, or one that is there. Who runs none finds the workbooks here. */
export const NewPage = () => {
  const may = useMay();
  const { data: me } = useMe();
  const mayStart = may('simulation:start');
  const title = mayStart ? 'New simulation' : 'Workbooks';
  return (
    <div className="page new-page">
      <title>{`${title} · Simsheet`}</title>
      <div className="page-head">
        <div>
          <h1>{title}</h1>
          <p className="muted">
            {mayStart
              ? 'Start with a workbook of yours or with an example.'
              : `What there is in ${me && organizationOf(me)}.`}
          </p>
        </div>
      </div>
      {may('file:write') && <Upload />}
      {may('file:read') && <RecentFiles />}
    </div>
  );
};

const Upload = () => {
  const navigate = useNavigate();
  const upload = useWorkbookUpload();
  const [failure, setFailure] = useState<unknown>();
  const [visibility, choose] = useState<Visibility>('shared');

  const bring = async (file: File) => {
    setFailure(undefined);
    const fileId = await upload.start(file, visibility);
    if (fileId !== undefined) await navigate(`/files/${fileId}`);
  };
  const bringExample = async (example: Example) => {
    setFailure(undefined);
    try {
      const fileId = await upload.start(await fetchWorkbook(example), visibility);
      if (fileId !== undefined) await navigate(`/files/${fileId}?example=${example.id}`);
    } catch (error) {
      setFailure(error);
    }
  };
  const isBusy = upload.state.kind === 'sending' || upload.state.kind === 'reading';

  return (
    <>
      <section aria-label="Upload a workbook">
        {isBusy ? (
          <Transfer state={upload.state} onCancel={upload.cancel} />
        ) : (
          <Dropzone onFile={(file) => void bring(file)} />
        )}
        <label className="keep-private">
          <input
            type="checkbox"
            checked={visibility === 'private'}
            onChange={({ target }) => choose(target.checked ? 'private' : 'shared')}
          />
          <span>
            Keep it private
            <span className="small muted"> Only you, owners and admins see it and what you run with it.</span>
          </span>
        </label>
        <Rejection state={upload.state} />
        {failure !== undefined && <Problem error={failure} />}
      </section>
      <Examples disabled={isBusy} onChoose={(example) => void bringExample(example)} />
    </>
  );
};

const Transfer = ({ state, onCancel }: { state: UploadState; onCancel: () => void }) => {
  if (state.kind !== 'sending' && state.kind !== 'reading') return null;
  const label = state.kind === 'sending' ? `Uploading ${state.name}` : `Reading ${state.name}`;
  return (
    <div className="transfer card">
      <p role="status">{label}…</p>
      <ProgressBar label={label} {...(state.kind === 'sending' && { share: state.share })} />
      <Button onClick={onCancel}>Cancel</Button>
    </div>
  );
};

const Rejection = ({ state }: { state: UploadState }) => {
  if (state.kind === 'failed') return <Problem error={state.error} />;
  if (state.kind !== 'rejected') return null;
  return (
    <div className="problem" role="alert">
      <Icon name="warning" size={20} />
      <div>
        <strong>{state.name} was not accepted</strong>
        <ul className="problem-list">
          {state.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      </div>
    </div>
  );
};

const Examples = ({ disabled, onChoose }: { disabled: boolean; onChoose: (example: Example) => void }) => {
  const examples = useExamples();
  return (
    <section className="new-section" aria-labelledby="examples">
      <h2 id="examples">Examples</h2>
      <Loaded query={examples} label="Loading examples">
        {(list) => (
          <ul className="example-list">
            {list.map((example) => (
              <li key={example.id} className="example card">
                <h3 id={`example-${example.id}`}>{example.title}</h3>
                <p className="example-question">{example.question}</p>
                <p className="small muted">{example.description}</p>
                {example.result && <p className="small example-result">{example.result}</p>}
                <Button
                  disabled={disabled}
                  onClick={() => onChoose(example)}
                  aria-describedby={`example-${example.id}`}
                >
                  Use this example
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  );
};

const RecentFiles = () => {
  const { data } = useFiles();
  const mayWrite = useMay()('file:write');
  if (data === undefined || (mayWrite && data.items.length === 0)) return null;
  if (data.items.length === 0) {
    return (
      <Empty title="No workbooks yet">
        You see here what others upload. Uploading workbooks is not part of your role in this organization.
      </Empty>
    );
  }
  return (
    <section className="new-section" aria-labelledby="recent-files">
      <h2 id="recent-files" className={mayWrite ? '' : 'visually-hidden'}>
        Workbooks here
      </h2>
      <ul className="file-list card">
        {data.items.map((file) => (
          <li key={file.fileId}>
            <FileRow file={file} />
          </li>
        ))}
      </ul>
    </section>
  );
};

const FileRow = ({ file }: { file: FileSummary }) => {
  const may = useMay();
  const isTheirs = useMayChange()(file);
  return (
    <div className="file-row">
      <Icon name="file" size={20} />
      <span className="file-name">
        {file.status === 'READY' ? <Link to={`/files/${file.fileId}`}>{file.name}</Link> : file.name}
        <span className="small muted">
          {file.status === 'REJECTED' ? file.reasons.map(({ detail }) => detail).join(' ') : describe(file)}
        </span>
      </span>
      {file.visibility === 'private' && <PrivateTag />}
      {file.status !== 'READY' && <StatusBadge status={file.status} />}
      {may('file:write') && isTheirs && <ShareFile file={file} />}
      {may('file:delete') && isTheirs && <DeleteFile file={file} />}
    </div>
  );
};

/** With everybody in the organization, or nobody. */
const ShareFile = ({ file: { fileId, name, visibility } }: { file: FileSummary }) => {
  const { mutate, isPending, error } = useChangeFile(fileId);
  const isPrivate = visibility === 'private';
  return (
    <>
      <Button
        look="quiet"
        disabled={isPending}
        aria-label={isPrivate ? `Share ${name}` : `Make ${name} private`}
        onClick={() => mutate(isPrivate ? 'shared' : 'private')}
      >
        <Icon name="lock" />
        {isPrivate ? 'Share' : 'Make private'}
      </Button>
      {error && <Problem error={error} />}
    </>
  );
};

const DeleteFile = ({ file }: { file: FileSummary }) => {
  const { mutate, isPending, error } = useDeleteFile();
  return (
    <ConfirmedDelete
      look="quiet"
      label="Delete"
      describedAs={`Delete ${file.name}`}
      title="Delete this workbook?"
      confirm="Delete workbook"
      isPending={isPending}
      error={error}
      onConfirm={() => mutate(file.fileId)}
    >
      “{file.name}” is removed for everybody. Simulations that have run keep their results.
    </ConfirmedDelete>
  );
};

const describe = ({ size, sheets }: FileSummary): string =>
  [formatBytes(size), ...(sheets.length > 0 ? [sheets.map(({ name }) => name).join(', ')] : [])].join(' · ');
