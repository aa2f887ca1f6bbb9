/** `simsheet inspect`. */
import { type Inspection, inspectWorkbook } from '../../engine/index.ts';
import { readWorkbookFile } from '../files/workbookFile.ts';
import { formatCount } from '../format/number.ts';
import { workbookValue } from '../format/workbookValue.ts';
import { drawTable } from '../terminal/table.ts';
import { type Terminal, terminalOf } from '../terminal/terminal.ts';
import { plainText, shellQuoted } from '../terminal/text.ts';

export function inspect(path: string, options: { json?: true; ascii?: true }): void {
  const found = inspectWorkbook(readWorkbookFile(path));
  process.stdout.write(
    options.json
      ? `${JSON.stringify(found, null, 2)}\n`
      : inspectionReport(path, found, terminalOf(process.stdout, options)),
  );
}

const productOf: Partial<Record<Inspection['vendors'][number], string>> = {
  risk: '@RISK',
  psi: 'Analytic Solver',
  crystalBall: 'Crystal Ball',
  modelRisk: 'ModelRisk',
};

/** Of a long list, so many; --json has them all. */
const shown = 12;

function inspectionReport(path: string, found: Inspection, terminal: Terminal): string {
  const products = found.vendors.flatMap((vendor) => productOf[vendor] ?? []);
  const vendors = products.length > 0 ? `, made for ${products.join(', ')}` : '';
  const lines = [
    terminal.bold(path),
    terminal.dim(
      [
        `${formatCount(found.counts.cells)} cells, ${formatCount(found.counts.formulas)} formulas (${formatCount(found.counts.shapes)} different)`,
        ...(found.application === undefined ? [] : [plainText(found.application)]),
        ...(found.dateSystem === 1904 ? ['dates from 1904'] : []),
        ...(found.iterativeCalculation ? ['iterative calculation'] : []),
      ].join(', ') + vendors,
    ),
  ];
  const section = (title: string, columns: Parameters<typeof drawTable>[0], rows: string[][], more = '') => {
    if (rows.length === 0) return;
    lines.push('', terminal.bold(`${title} (${formatCount(rows.length)})`));
    lines.push(...drawTable(columns, rows.slice(0, shown), terminal));
    if (rows.length > shown)
      lines.push(terminal.dim(`  and ${formatCount(rows.length - shown)} more: --json lists all`));
    if (more !== '') lines.push(terminal.dim(`  ${more}`));
  };
  const cell = { title: 'cell' };
  const name = { title: 'name', most: 36 };
  const number = (title: string) => ({ title, align: 'right' as const });

  section(
    'Sheets',
    [{ title: 'name', most: 40 }, number('rows'), number('columns'), number('cells'), number('formulas'), {}],
    found.sheets.map(({ name: sheet, rows, columns, cells, formulas, state }) => [
      sheet,
      ...[rows, columns, cells, formulas].map(formatCount),
      state === 'visible' ? '' : 'hidden',
    ]),
  );
  section(
    'Random cells: inputs that the workbook brings',
    [cell, name, { title: 'formula' }],
    found.inputs.map((input) => [input.cell, input.name ?? '', `=${input.distribution}`]),
  );
  const outputs = (wanted: Inspection['outputs'][number]['found']) =>
    found.outputs
      .filter((output) => output.found === wanted)
      .map((output) => [output.cell, output.name ?? '', workbookValue(output.value), `=${output.formula}`]);
  const outputColumns = [cell, name, number('value'), { title: 'formula' }];
  section('Outputs that the workbook marks', outputColumns, outputs('marked'));
  section(
    'Likely inputs: numbers that formulas depend on',
    [cell, name, number('value'), number('dependents')],
    found.candidateInputs.map((input) => [
      input.cell,
      input.name ?? '',
      workbookValue(input.value),
      formatCount(input.dependents),
    ]),
    found.candidateInputs[0]
      ? `Give one a distribution: --input ${shellQuoted(`${plainText(found.candidateInputs[0].cell)}=...`)}`
      : '',
  );
  section('Likely outputs: results that no other formula reads', outputColumns, outputs('candidate'));
  section(
    'Names',
    [{ title: 'name', most: 40 }, { title: 'stands for' }],
    found.names
      .filter(({ hidden }) => !hidden)
      .map(({ name: defined, scope, formula }) => [scope === undefined ? defined : `${defined} (${scope})`, formula]),
  );
  section(
    'Statistics of a finished simulation that the workbook reads',
    [cell, { title: 'formula' }],
    found.statistics.map(({ cell: at, formula }) => [at, `=${formula}`]),
  );
  section(
    `Series: ${found.simulations} simulations`,
    [cell, name, { title: 'formula' }],
    found.series.map(({ cell: at, name: named, formula }) => [at, named ?? '', `=${formula}`]),
    'simsheet run compares them; --series 1 runs the first alone.',
  );
  section(
    'Data tables',
    [cell, { title: 'range' }],
    found.dataTables.map(({ cell: at, ref }) => [at, ref]),
  );
  section(
    'Functions that Simsheet does not compute',
    [{ title: 'function' }, number('cells'), { title: 'first in' }],
    found.unsupported.map(({ function: called, cells, first }) => [called, formatCount(cells), first]),
    'They matter only where an output depends on them.',
  );
  section(
    'Circular references',
    [{}],
    found.circular.map((path) => [[...path, path[0]!].join(' > ')]),
  );
  section(
    'Links to other workbooks',
    [{}],
    found.externalLinks.map((target) => [target === '' ? '(not named)' : target]),
  );
  section(
    'References that cannot be followed',
    [cell, { title: 'what', most: 60 }, { title: 'formula' }],
    found.problems.map(({ cell: at, detail, formula }) => [at, detail, `=${formula}`]),
  );
  return `${lines.join('\n')}\n`;
}
