import type { Example } from '../example.ts';
import { addInput, addOutput, addPage, assumptions, formats, from, type Page, results, table } from '../sheet.ts';

type ThreePoints = [low: number, likely: number, high: number];

interface Task {
  name: string;
  /** Numbers of the tasks that must be finished before. */
  after: number[];
  weeks: ThreePoints;
  /** What is bought for the task, in dollars. */
  fixedCost: ThreePoints;
  /** What its team costs in a week, in dollars. */
  team: number;
}

const tasks: Task[] = [
  { name: 'Design and permits', after: [], weeks: [4, 6, 11], fixedCost: [20_000, 25_000, 40_000], team: 6_000 },
  {
    name: 'Build the machines',
    after: [1],
    weeks: [16, 20, 28],
    fixedCost: [820_000, 880_000, 1_020_000],
    team: 1_000,
  },
  { name: 'Prepare the site', after: [1], weeks: [2, 3, 6], fixedCost: [40_000, 50_000, 80_000], team: 9_000 },
  { name: 'Foundations', after: [3], weeks: [4, 5, 9], fixedCost: [90_000, 110_000, 160_000], team: 11_000 },
  { name: 'Extend the hall', after: [4], weeks: [8, 10, 15], fixedCost: [260_000, 300_000, 380_000], team: 14_000 },
  { name: 'Power supply', after: [4], weeks: [5, 6, 12], fixedCost: [70_000, 85_000, 130_000], team: 7_000 },
  { name: 'Control software', after: [1], weeks: [12, 16, 26], fixedCost: [60_000, 70_000, 100_000], team: 12_000 },
  { name: 'Transport the machines', after: [2], weeks: [2, 3, 6], fixedCost: [30_000, 35_000, 60_000], team: 1_000 },
  { name: 'Install the line', after: [5, 6, 8], weeks: [4, 5, 8], fixedCost: [50_000, 60_000, 90_000], team: 18_000 },
  { name: 'Connect the controls', after: [7, 9], weeks: [3, 4, 8], fixedCost: [15_000, 20_000, 35_000], team: 16_000 },
  { name: 'Train the crew', after: [9], weeks: [2, 3, 4], fixedCost: [18_000, 20_000, 26_000], team: 5_000 },
  {
    name: 'Trial runs and acceptance',
    after: [10, 11],
    weeks: [3, 4, 8],
    fixedCost: [25_000, 30_000, 60_000],
    team: 15_000,
  },
];
/** Polluted ground is found here, if it is. */
const siteTask = 3;

const heading = 4;
const rowOf = (task: number) => heading + task;
const first = rowOf(1);
const last = rowOf(tasks.length);
const all = (column: string) => `Tasks!${column}${first}:${column}${last}`;

export const projectCostAndSchedule: Example = {
  id: 'project-cost-and-schedule',
  title: 'Project cost and schedule',
  question: 'Which date can we promise, and how much contingency does the budget need?',
  description:
    'A second bottling line in twelve tasks with three-point estimates of time and cost. The critical path follows from the latest predecessor of each task; polluted ground may be found; every week after the promised one costs a penalty.',
  result:
    'Four times in ten the line is later than promised, and only 46 % of the time it is both on time and within budget. For nine times out of ten, promise 49 weeks and hold 16 % contingency. The machines set the date: they are on the critical path five times in six.',
  findings: [
    { text: 'Four times in ten', output: 'Later than promised', statistic: 'mean', value: 0.395, within: 0.02 },
    { text: '46 %', output: 'On time and within budget', statistic: 'mean', value: 0.46, within: 0.02 },
    { text: '49 weeks', output: 'Finish', statistic: 90, value: 49.2, within: 0.4 },
    { text: '16 %', output: 'Contingency needed', statistic: 90, value: 0.163, within: 0.008 },
    {
      text: 'five times in six',
      output: 'Critical: build the machines',
      statistic: 'mean',
      value: 0.83,
      within: 0.016,
    },
  ],
  seed: 2,
  correlations: [
    {
      copula: 'gaussian',
      cells: [`Tasks!G${rowOf(2)}`, `Tasks!P${rowOf(2)}`],
      matrix: [
        [1, 0.5],
        [0.5, 1],
      ],
    },
    {
      copula: 'gaussian',
      cells: [`Tasks!G${rowOf(5)}`, `Tasks!P${rowOf(5)}`],
      matrix: [
        [1, 0.5],
        [0.5, 1],
      ],
    },
  ],
  build: (model) => {
    const summary = addPage(
      model,
      'Summary',
      [38, 14, 14, 34, 72],
      'A second bottling line',
      'Which date can we promise, and how much contingency does the budget need?',
    );
    const given = assumptions(summary, 4, 'Assumptions', {
      promised: {
        label: 'Promised to the customer',
        value: 46,
        unit: 'week',
        format: formats.whole,
        note: 'The decision: weeks from today to the accepted line',
      },
      contingency: {
        label: 'Contingency in the budget',
        value: 0.1,
        unit: 'of the plan',
        format: formats.percent,
        note: 'The decision: on top of the cost if every estimate were right',
      },
      penalty: {
        label: 'Penalty for being late',
        value: 20_000,
        unit: '$ a week',
        format: formats.dollars,
        note: 'Contract; a part of a week costs a part of it',
      },
      found: {
        label: 'Polluted ground is found',
        value: 0,
        unit: '1 = yes',
        format: formats.flag,
        distribution: 'bernoulli(0.25)',
        note: 'One plot in four in this industrial park had some',
      },
      cleanWeeks: {
        label: 'Time to clean it',
        value: 4,
        unit: 'weeks',
        format: formats.oneDecimal,
        distribution: 'uniform(2, 8)',
        note: 'If it is found; the surveyor gives a range only',
      },
      cleanCost: {
        label: 'Cost to clean it',
        value: 120_000,
        unit: '$',
        format: formats.dollars,
        distribution: 'triangular(60000, 120000, 300000)',
        note: 'If it is found',
      },
      prices: {
        label: 'Prices of building work',
        value: 1,
        unit: "of today's",
        format: formats.factor,
        inputName: 'Prices of building work',
        distribution: 'truncate(normal(1.02, 0.05), 0.9, 1.2)',
        note: 'Applies to site, foundations and hall',
      },
    });

    const page = addPage(
      model,
      'Tasks',
      [5, 26, 10, 7, 7, 7, 9, 8, 8, 9, 8, 9, 12, 12, 12, 12, 12, 13],
      'Tasks',
      'Weeks and dollars; a task starts when the last of those that it comes after is finished',
    );
    taskTable(page, from('Summary', given));

    results(summary, 13, 'Results', {
      finish: {
        label: 'Finished in',
        value: `=MAX(${all('I')})`,
        unit: 'week',
        format: formats.oneDecimal,
        name: 'Finish_week',
        output: 'Finish',
        tail: 'upper',
        note: 'End of the longest path through the tasks',
      },
      late: {
        label: 'Later than promised',
        value: (at) => `=IF(${at.finish}>${given.promised},1,0)`,
        unit: '1 = yes',
        format: formats.flag,
        name: 'Late',
        output: 'Later than promised',
        tail: 'upper',
        note: 'Its mean is the probability of breaking the promise',
      },
      plan: {
        label: 'Cost by the plan',
        value: `=SUM(${all('N')})+SUMPRODUCT(${all('E')},${all('Q')})`,
        unit: '$',
        format: formats.dollars,
        note: 'If every estimate were right',
      },
      cost: {
        label: 'Cost',
        value: (at) =>
          `=SUM(${all('R')})+${given.found}*${given.cleanCost}+MAX(0,${at.finish}-${given.promised})*${given.penalty}`,
        unit: '$',
        format: formats.dollars,
        name: 'Total_cost',
        output: 'Cost',
        tail: 'upper',
        note: 'Tasks, cleaning the ground and the penalty',
      },
      needed: {
        label: 'Contingency needed',
        value: (at) => `=${at.cost}/${at.plan}-1`,
        unit: 'of the plan',
        format: formats.percent,
        name: 'Contingency_needed',
        output: 'Contingency needed',
        tail: 'upper',
        note: 'The 90th percentile holds in nine projects of ten',
      },
      over: {
        label: 'Over budget',
        value: (at) => `=IF(${at.needed}>${given.contingency},1,0)`,
        unit: '1 = yes',
        format: formats.flag,
        name: 'Over_budget',
        output: 'Over budget',
        tail: 'upper',
        note: 'Plan and contingency together do not suffice',
      },
      kept: {
        label: 'On time and within budget',
        value: (at) => `=IF(AND(${at.late}=0,${at.over}=0),1,0)`,
        unit: '1 = yes',
        format: formats.flag,
        output: 'On time and within budget',
        note: 'Both promises are kept',
      },
    });
  },
};

/** The early dates run forward through the tasks, the latest ones backward; a task without slack is critical. */
function taskTable(page: Page, given: Record<'found' | 'cleanWeeks' | 'prices', string>): void {
  const task = (index: number) => tasks[index]!;
  const estimate = (of: 'weeks' | 'fixedCost', point: 0 | 1 | 2, text: string) => ({
    heading: text,
    format: of === 'weeks' ? formats.oneDecimal : formats.dollars,
    value: (_: number, index: number) => task(index)[of][point],
  });
  const followers = (index: number) =>
    tasks.flatMap(({ after }, follower) =>
      after.includes(index + 1) ? [`J${rowOf(follower + 1)}-G${rowOf(follower + 1)}`] : [],
    );
  const isBuildingWork = (index: number) => [3, 4, 5].includes(index + 1);

  table(page, `A${heading}`, tasks.length, [
    { heading: 'No.', value: (_, index) => index + 1 },
    { heading: 'Task', value: (_, index) => task(index).name },
    { heading: 'Comes after', value: (_, index) => task(index).after.join(', ') || '-' },
    estimate('weeks', 0, 'Weeks, low'),
    estimate('weeks', 1, 'likely'),
    estimate('weeks', 2, 'high'),
    { heading: 'Weeks', format: formats.oneDecimal, value: (_, index) => task(index).weeks[1] },
    {
      heading: 'Starts',
      format: formats.oneDecimal,
      value: (_, index) => {
        const finishes = task(index).after.map((before) => `I${rowOf(before)}`);
        return finishes.length > 1 ? `=MAX(${finishes.join(',')})` : `=${finishes[0] ?? 0}`;
      },
    },
    {
      heading: 'Finishes',
      format: formats.oneDecimal,
      value: (row, index) => `=H${row}+G${row}${index + 1 === siteTask ? `+${given.found}*${given.cleanWeeks}` : ''}`,
    },
    {
      heading: 'Latest finish',
      format: formats.oneDecimal,
      value: (_, index) => {
        const starts = followers(index);
        return starts.length > 1 ? `=MIN(${starts.join(',')})` : `=${starts[0] ?? `I${last}`}`;
      },
    },
    { heading: 'Slack', format: formats.oneDecimal, value: (row) => `=J${row}-I${row}` },
    { heading: 'Critical', format: formats.flag, value: (row) => `=IF(K${row}<0.001,1,0)` },
    estimate('fixedCost', 0, 'Purchases, low'),
    estimate('fixedCost', 1, 'likely'),
    estimate('fixedCost', 2, 'high'),
    { heading: 'Purchases', format: formats.dollars, value: (_, index) => task(index).fixedCost[1] },
    { heading: 'Team, $ a week', format: formats.dollars, input: true, value: (_, index) => task(index).team },
    {
      heading: 'Cost',
      format: formats.dollars,
      value: (row, index) => `=P${row}${isBuildingWork(index) ? `*${given.prices}` : ''}+G${row}*Q${row}`,
    },
  ]);

  for (const [index, { name }] of tasks.entries()) {
    const row = rowOf(index + 1);
    addInput(page, `G${row}`, `${name}, weeks`, `pert(D${row}, E${row}, F${row})`);
    addInput(page, `P${row}`, `${name}, purchases`, `triangular(M${row}, N${row}, O${row})`);
  }
  for (const number of [2, 5, 7])
    addOutput(page, `L${rowOf(number)}`, `Critical: ${task(number - 1).name.toLowerCase()}`);
}
