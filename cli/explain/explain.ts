/** `simsheet explain`. */
import { compileSimulation, type Plan, type Program } from '../../engine/index.ts';
import { printAddress } from '../../engine/model/address.ts';
import { readWorkbookFile } from '../files/workbookFile.ts';
import { formatBytes, formatCount } from '../format/number.ts';
import { assembleRequest } from '../request/assembleRequest.ts';
import { planRequest } from '../request/planRequest.ts';
import { readWholeOption } from '../request/readNumber.ts';
import type { RequestOptions } from '../request/requestOptions.ts';
import { drawTable } from '../terminal/table.ts';
import { type Terminal, terminalOf } from '../terminal/terminal.ts';
import { plainText, shortened } from '../terminal/text.ts';
import { dependencyTree, type TreeNode } from './dependencyTree.ts';

export interface ExplainOptions extends RequestOptions {
  depth: string;
  json?: true;
  ascii?: true;
}

interface Explanation {
  cell: string;
  name: string;
  /** How many cells are computed in each iteration. */
  cells: number;
  inputs: number;
  compiled: { cells: number; functions: number; bytes: number; block: number; memoryBytes: number };
  interpreted: { cell: string; formula: string; reason: string }[];
  tree: TreeNode;
  warnings: string[];
}

export async function explain(path: string, cell: string, options: ExplainOptions): Promise<void> {
  const workbook = readWorkbookFile(path);
  const draft = assembleRequest({ ...options, output: [cell] });
  const depth = readWholeOption('depth', options.depth, { least: 0, most: 50, problems: draft.problems }) ?? 0;
  const { plan } = planRequest(workbook, path, {
    ...draft,
    describe: (problem) => (problem.pointer.startsWith('/outputs') ? problem.detail : draft.describe(problem)),
  });
  const program = await compileSimulation(plan);
  const explanation = explained(plan, program, depth);
  process.stdout.write(
    options.json
      ? `${JSON.stringify(explanation, null, 2)}\n`
      : explanationReport(explanation, terminalOf(process.stdout, options)),
  );
}

function explained(plan: Plan, { cone, warnings }: Program, depth: number): Explanation {
  const { workbook } = plan;
  const interpreted = cone.steps.flatMap((step) =>
    step.kind === 'cells'
      ? step.cells.map(({ cell: { sheet, row, column }, reason }) => ({
          cell: printAddress(workbook, { sheet, row, column }),
          formula: `=${formulaAt(plan, sheet, row, column)}`,
          reason,
        }))
      : [],
  );
  const output = plan.outputs[0]!;
  return {
    cell: output.cell,
    name: output.name,
    cells: plan.cells.length,
    inputs: plan.inputs.length,
    compiled: {
      cells: cone.lowered,
      functions: cone.steps.filter(({ kind }) => kind === 'lanes').length,
      bytes: cone.module.length,
      block: cone.block,
      memoryBytes: cone.memoryBytes,
    },
    interpreted,
    tree: dependencyTree(plan, output.address, { depth, interpreted: new Set(interpreted.map(({ cell }) => cell)) }),
    warnings,
  };
}

const formulaAt = ({ workbook }: Plan, sheet: number, row: number, column: number) =>
  workbook.sheets[sheet]?.cells.find((cell) => cell.row === row && cell.column === column)?.formula?.text ?? '';

function explanationReport(explanation: Explanation, terminal: Terminal): string {
  const { cell, name, cells, inputs, compiled, interpreted, tree, warnings } = explanation;
  const shown = interpreted.slice(0, 20);
  return [
    name === cell ? terminal.bold(cell) : `${terminal.bold(plainText(name))}  ${terminal.dim(cell)}`,
    `  ${count(cells, 'cell')} vary on the way from ${count(inputs, 'input')}: ${formatCount(compiled.cells)} compiled, ${formatCount(interpreted.length)} interpreted.`,
    `  ${formatBytes(compiled.bytes)} of WebAssembly in ${count(compiled.functions, 'function')}, blocks of ${formatCount(compiled.block)} iterations, ${formatBytes(compiled.memoryBytes)} of memory.`,
    ...warnings
      .filter((warning) => !warning.startsWith('No output depends'))
      .map((warning) => terminal.warning(`  Warning: ${plainText(warning)}`)),
    ...(interpreted.length === 0
      ? []
      : [
          '',
          terminal.bold('Interpreted, because of'),
          ...drawTable(
            [{}, { most: 40 }, {}],
            shown.map((each) => [each.cell, each.reason, each.formula]),
            terminal,
          ),
          ...(interpreted.length > shown.length
            ? [`  and ${formatCount(interpreted.length - shown.length)} more`]
            : []),
        ]),
    '',
    terminal.bold('Depends on'),
    ...treeLines(tree, terminal).slice(0, mostLines),
    ...(treeLines(tree, terminal).length > mostLines ? [terminal.dim(`  and more: --json has the whole tree`)] : []),
    '',
  ].join('\n');
}

const mostLines = 80;
const count = (number: number, noun: string) => `${formatCount(number)} ${noun}${number === 1 ? '' : 's'}`;

function treeLines(root: TreeNode, terminal: Terminal): string[] {
  const [branch, last, pipe] = terminal.isUnicode ? ['├─ ', '└─ ', '│  '] : ['|- ', '`- ', '|  '];
  const lines: string[] = [];
  const add = (node: TreeNode, lead: string, below: string) => {
    const many = node.varying > 1 ? ` (${formatCount(node.varying)} cells vary)` : '';
    const mark = node.role === 'input' ? 'input ' : node.role === 'interpreted' ? 'interpreted ' : '';
    const cut = node.cut === undefined ? '' : ` [${node.cut}]`;
    const head = `  ${lead}${node.cells}${many}  `;
    const room = Math.max(10, terminal.width - head.length - mark.length - cut.length);
    const formula = shortened(plainText(node.formula), room, terminal.isUnicode ? '…' : '...');
    lines.push(`${head}${terminal.bar(mark)}${formula}${terminal.dim(cut)}`);
    for (const [i, child] of node.children.entries()) {
      const isLast = i === node.children.length - 1;
      add(child, below + (isLast ? last : branch), below + (isLast ? '   ' : pipe));
    }
  };
  add(root, '', '');
  return lines;
}
