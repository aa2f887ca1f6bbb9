import type { Example } from '../example.ts';
import { addInput, addPage, assumptions, formats, freeze, from, results, type TableColumn, table } from '../sheet.ts';

const years = 40;
const age = 55;
const heading = 4;
const first = heading + 1;
const last = heading + years;

/** The two plans that are compared, and the columns of the sheet Years that each of them fills. */
const plans = {
  early: { label: 'at 65', stops: 65, columns: { saved: 'D', needed: 'E', paid: 'F', balance: 'G', short: 'H' } },
  late: { label: 'at 68', stops: 68, columns: { saved: 'I', needed: 'J', paid: 'K', balance: 'L', short: 'M' } },
} as const;
type Plan = keyof typeof plans;

export const retirement: Example = {
  id: 'retirement',
  title: 'Retirement',
  question: 'Will the money last to 95 if I stop working at 65, and what do three more years of work change?',
  description:
    "Forty years of savings and withdrawals in today's money, with a return of its own for every year. Two plans, retiring at 65 and at 68, meet the same markets.",
  result:
    'Stopping at 65 the money lasts to 95 only 64 % of the time; three more years of work make it 85 %. In one case in ten it is gone at 83 after the early plan, and not before 91 after the later one. What is spent matters more than any single year of the market.',
  findings: [
    { text: '64 %', output: 'Money lasts, stopping at 65', statistic: 'mean', value: 0.644, within: 0.02 },
    { text: '85 %', output: 'Money lasts, stopping at 68', statistic: 'mean', value: 0.854, within: 0.015 },
    { text: '83', output: 'Age at which it runs out, stopping at 65', statistic: 10, value: 83, within: 1.01 },
    { text: '91', output: 'Age at which it runs out, stopping at 68', statistic: 10, value: 91, within: 1.01 },
  ],
  seed: 3,
  build: (model) => {
    const summary = addPage(
      model,
      'Summary',
      [36, 14, 18, 34, 76],
      'Retirement',
      'Will the money last to 95 if I stop working at 65, and what do three more years of work change?',
    );
    const given = assumptions(summary, 4, 'Assumptions', {
      early: {
        label: 'Stop working, plan A',
        value: plans.early.stops,
        unit: 'years of age',
        format: formats.whole,
        note: 'The decision',
      },
      late: {
        label: 'Stop working, plan B',
        value: plans.late.stops,
        unit: 'years of age',
        format: formats.whole,
        note: 'The alternative',
      },
      savings: { label: 'Savings today', value: 380_000, unit: '$', format: formats.dollars, note: `At ${age}` },
      saved: {
        label: 'Saved in a year of work',
        value: 18_000,
        unit: '$ a year',
        format: formats.dollars,
        note: 'Until the year in which work stops',
      },
      spending: {
        label: 'Spending in retirement',
        value: 46_000,
        unit: '$ a year',
        format: formats.dollars,
        name: 'Spending',
        distribution: 'pert(40000, 46000, 60000)',
        note: "Today's budget without the mortgage; care and repairs are why it can be far more",
      },
      pension: {
        label: 'Public pension',
        value: 20_000,
        unit: '$ a year',
        format: formats.dollars,
        name: 'Pension',
        distribution: 'triangular(16000, 20000, 21000)',
        note: 'The statement says 20,000; reforms are likelier to lower than to raise it',
      },
      pensionAge: { label: 'Public pension starts', value: 67, unit: 'years of age', format: formats.whole },
      stocks: {
        label: 'Share of stocks',
        value: 0.6,
        unit: 'of savings',
        format: formats.percent,
        note: 'The rest in bonds; brought back to these shares every year',
      },
      bonds: {
        label: 'Return of bonds',
        value: 0.01,
        unit: 'a year',
        format: formats.percent,
        note: 'After inflation, held to maturity',
      },
      mean: {
        label: 'Growth of stocks, mean',
        value: 1.05,
        unit: 'a year',
        format: formats.factor,
        note: 'After inflation: 5 % a year. Every year on the sheet Years draws lognormal(mean, deviation)',
      },
      deviation: {
        label: 'Growth of stocks, standard deviation',
        value: 0.17,
        unit: 'a year',
        format: formats.factor,
        note: 'World stocks since 1970, rounded',
      },
    });

    const page = addPage(
      model,
      'Years',
      [8, 12, 12, 12, 12, 12, 14, 9, 12, 12, 12, 14, 9],
      'Year by year',
      "Everything in today's dollars; money is taken out at the start of a year, and what is left then grows",
    );
    const a = from('Summary', given);
    const planColumns = (plan: Plan): TableColumn[] => {
      const {
        label,
        columns: { saved, needed, paid, balance },
      } = plans[plan];
      const before = (row: number) => (row === first ? a.savings : `${balance}${row - 1}`);
      const name = (text: string) => `${text}, ${label}`;
      return [
        { heading: name('Saved'), format: formats.dollars, value: (row) => `=IF(A${row}<${a[plan]},${a.saved},0)` },
        {
          heading: name('Needed'),
          format: formats.dollars,
          value: (row) => `=IF(A${row}<${a[plan]},0,MAX(0,${a.spending}-IF(A${row}<${a.pensionAge},0,${a.pension})))`,
        },
        { heading: name('Taken'), format: formats.dollars, value: (row) => `=MIN(${before(row)},${needed}${row})` },
        {
          heading: name('Savings'),
          format: formats.dollars,
          value: (row) => `=(${before(row)}+${saved}${row}-${paid}${row})*C${row}`,
        },
        { heading: name('Short'), format: formats.flag, value: (row) => `=IF(${needed}${row}-${paid}${row}>1,1,0)` },
      ];
    };
    table(page, `A${heading}`, years, [
      { heading: 'Age', format: formats.whole, value: (row, index) => (index === 0 ? age : `=A${row - 1}+1`) },
      { heading: 'Growth of stocks', format: formats.factor, value: () => 1.05 },
      {
        heading: 'Growth of savings',
        format: formats.factor,
        value: (row) => `=${a.stocks}*B${row}+(1-${a.stocks})*(1+${a.bonds})`,
      },
      ...planColumns('early'),
      ...planColumns('late'),
    ]);
    freeze(page, `B${first}`);
    for (let row = first; row <= last; row++) {
      addInput(page, `B${row}`, `Growth of stocks at ${age + row - first}`, `lognormal(${a.mean}, ${a.deviation})`);
    }

    const column = (plan: Plan, key: keyof (typeof plans)[Plan]['columns']) => {
      const letter = plans[plan].columns[key];
      return `Years!${letter}${first}:${letter}${last}`;
    };
    const runsOut = (plan: Plan) =>
      `IF(SUM(${column(plan, 'short')})=0,${age + years},INDEX(Years!A${first}:A${last},MATCH(1,${column(plan, 'short')},0)))`;
    const lines = (plan: Plan) => {
      const { label, columns } = plans[plan];
      const retires = `INDEX(${column(plan, 'balance')},MATCH(${given[plan]}-1,Years!A${first}:A${last},0))`;
      return { label, retires, atEnd: `Years!${columns.balance}${last}` };
    };
    const [early, late] = [lines('early'), lines('late')];
    results(summary, 17, 'Results', {
      lastsEarly: {
        label: 'Money lasts to 95, stopping at 65',
        value: `=IF(SUM(${column('early', 'short')})=0,1,0)`,
        unit: '1 = yes',
        format: formats.flag,
        name: 'Lasts_at_65',
        output: 'Money lasts, stopping at 65',
        note: 'Its mean over all iterations is the probability that it lasts',
      },
      lastsLate: {
        label: 'Money lasts to 95, stopping at 68',
        value: `=IF(SUM(${column('late', 'short')})=0,1,0)`,
        unit: '1 = yes',
        format: formats.flag,
        name: 'Lasts_at_68',
        output: 'Money lasts, stopping at 68',
      },
      outEarly: {
        label: 'Runs out at, stopping at 65',
        value: `=${runsOut('early')}`,
        unit: 'years of age',
        format: formats.whole,
        name: 'Runs_out_at_65',
        output: 'Age at which it runs out, stopping at 65',
        note: 'The first year that the savings cannot pay for; 95 means that they last',
      },
      outLate: {
        label: 'Runs out at, stopping at 68',
        value: `=${runsOut('late')}`,
        unit: 'years of age',
        format: formats.whole,
        name: 'Runs_out_at_68',
        output: 'Age at which it runs out, stopping at 68',
      },
      wealth: {
        label: 'Savings when work stops at 65',
        value: `=${early.retires}`,
        unit: '$',
        format: formats.dollars,
        output: 'Savings at 65',
        note: "In today's money",
      },
      left: {
        label: 'Left at 95, stopping at 65',
        value: `=${early.atEnd}`,
        unit: '$',
        format: formats.dollars,
        name: 'Left_at_65',
        output: 'Left at 95, stopping at 65',
      },
      leftLate: {
        label: 'Left at 95, stopping at 68',
        value: `=${late.atEnd}`,
        unit: '$',
        format: formats.dollars,
        name: 'Left_at_68',
        output: 'Left at 95, stopping at 68',
      },
    });
  },
};
