import type { Results } from '../../api/schemas.ts';
import { ScrollRegion } from '../../components/ScrollRegion.tsx';
import { formatNumber } from '../../format/number.ts';
import { useCellStyle } from '../../sheet/useCellStyle.ts';

type WorkbookResult = Results['workbookResults'][number];

/** What the workbook computes itself from the simulation, such as RiskMean. */
export const WorkbookResults = ({ fileId, results }: { fileId: string; results: readonly WorkbookResult[] }) =>
  results.length > 0 && (
    <section className="card report-card" aria-label="Results in the workbook">
      <h2>Results in the workbook</h2>
      <ScrollRegion label="Formulas as a table">
        <table>
          <thead>
            <tr>
              <th scope="col">Cell</th>
              <th scope="col" className="input-distribution">
                Formula
              </th>
              <th scope="col">Value</th>
            </tr>
          </thead>
          <tbody>
            {results.map((result) => (
              <ResultRow key={result.cell} fileId={fileId} result={result} />
            ))}
          </tbody>
        </table>
      </ScrollRegion>
    </section>
  );

const ResultRow = ({ fileId, result: { cell, name, formula, value } }: { fileId: string; result: WorkbookResult }) => {
  const style = useCellStyle(fileId, cell);
  return (
    <tr>
      <th scope="row">
        {name}
        {name !== cell && <span className="small muted address"> {cell}</span>}
      </th>
      <td className="input-distribution">
        <code>{formula}</code>
      </td>
      <td>{typeof value === 'number' ? formatNumber(value, style) : textOf(value)}</td>
    </tr>
  );
};

const textOf = (value: Exclude<WorkbookResult['value'], number>): string => {
  if (typeof value === 'object') return value.error;
  return typeof value === 'boolean' ? String(value).toUpperCase() : value;
};
