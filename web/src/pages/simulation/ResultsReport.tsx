import { type KeyboardEvent, useId, useRef, useState } from 'react';
import type { Results } from '../../api/schemas.ts';
import { Icon } from '../../components/Icon.tsx';
import { useCellStyle } from '../../sheet/useCellStyle.ts';
import { Correlations } from './Correlations.tsx';
import { InputsTable } from './InputsTable.tsx';
import { OutputReport } from './OutputReport.tsx';
import { WorkbookResults } from './WorkbookResults.tsx';

/** The outputs' reports, one at a time. */
export const ResultsReport = ({ fileId, results }: { fileId: string; results: Results }) => {
  const id = useId();
  const { inputs, outputs, warnings, workbookResults, correlations } = results;
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
      {warnings.length > 0 && (
        <div className="warning" role="note">
          <Icon name="warning" size={20} />
          <ul>
            {warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </div>
      )}
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
        <StyledOutput key={output.cell} fileId={fileId} output={output} />
      </div>
      <WorkbookResults fileId={fileId} results={workbookResults} />
      <InputsTable fileId={fileId} inputs={inputs} />
      <Correlations correlations={correlations} inputs={inputs} />
    </>
  );
};

const StyledOutput = ({ fileId, output }: { fileId: string; output: Results['outputs'][number] }) => (
  <OutputReport output={output} style={useCellStyle(fileId, output.cell)} />
);
