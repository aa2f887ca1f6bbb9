import { useQuery } from '@tanstack/react-query';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { useApi } from '../../api/ApiProvider.tsx';
import { cellsQuery } from '../../api/files.ts';
import type { OutputResults, SimulationRequest } from '../../api/schemas.ts';
import { styleOf } from '../../format/number.ts';
import { OutputReport } from './OutputReport.tsx';

interface ResultsReportProps {
  fileId: string;
  outputs: readonly OutputResults[];
  request: SimulationRequest;
}

/** The outputs' reports, one at a time. */
export const ResultsReport = ({ fileId, outputs, request }: ResultsReportProps) => {
  const id = useId();
  const [chosen, choose] = useState(0);
  const tabs = useRef<HTMLDivElement>(null);
  const output = outputs[chosen] ?? outputs[0];
  if (output === undefined) return <p className="notice card">This simulation has no outputs.</p>;

  const move = ({ key }: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
    if (step === undefined) return;
    const next = (chosen + step + outputs.length) % outputs.length;
    choose(next);
    tabs.current?.querySelectorAll<HTMLElement>('[role=tab]')[next]?.focus();
  };

  return (
    <>
      {outputs.length > 1 && (
        <div ref={tabs} className="output-tabs" role="tablist" aria-label="Outputs" onKeyDown={move}>
          {outputs.map(({ cell, name }, index) => (
            <button
              key={cell}
              type="button"
              role="tab"
              id={`${id}-${index}`}
              aria-selected={index === chosen}
              aria-controls={`${id}-panel`}
              tabIndex={index === chosen ? 0 : -1}
              onClick={() => choose(index)}
            >
              {name}
            </button>
          ))}
        </div>
      )}
      <div
        id={`${id}-panel`}
        className="output-panel"
        {...(outputs.length > 1 && { role: 'tabpanel', 'aria-labelledby': `${id}-${chosen}` })}
      >
        <StyledOutput key={output.cell} fileId={fileId} output={output} request={request} />
      </div>
    </>
  );
};

/** Writes an output's numbers as its cell does: an internal rate of return is a percentage. */
const StyledOutput = ({
  fileId,
  output,
  request,
}: {
  fileId: string;
  output: OutputResults;
  request: SimulationRequest;
}) => {
  // The file may be deleted by now: then the numbers are plain.
  const { data } = useQuery({ ...cellsQuery(useApi(), fileId, output.cell), retry: false });
  return <OutputReport output={output} style={styleOf(data?.cells[0]?.format)} request={request} />;
};
