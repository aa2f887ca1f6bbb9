import type { Example } from '../example.ts';
import { addPage, assumptions, formats, freeze, from, results, table, write } from '../sheet.ts';

const months = 60;
/** Rows of the table: the investment in month 0, then the months. */
const heading = 4;
const first = heading + 2;
const last = heading + 1 + months;

export const productLaunchNpv: Example = {
  id: 'product-launch-npv',
  title: 'Product launch',
  question: 'Is the new product worth its investment, and how likely is it to lose money?',
  description:
    'Five years by month: price, demand, growth and what the new product takes from the old one decide the net present value and the month in which the investment is paid back.',
  result:
    'The launch is worth $0.83 million on average, yet it loses money one time in six, and one time in twenty it loses more than $0.43 million. Demand at the start decides more than half of it: a test market is worth more than another price study.',
  findings: [
    { text: '$0.83 million', output: 'Net present value', statistic: 'mean', value: 830000, within: 35000 },
    { text: 'one time in six', output: 'Loses money', statistic: 'mean', value: 0.167, within: 0.015 },
    { text: '$0.43 million', output: 'Net present value', statistic: 5, value: -430000, within: 60000 },
  ],
  seed: 1,
  build: (model) => {
    const launch = addPage(
      model,
      'Launch',
      [34, 14, 18, 40, 66],
      'Product launch',
      'Is the new product worth its investment, and how likely is it to lose money?',
    );
    const plan = assumptions(launch, 4, 'Assumptions', {
      price: {
        label: 'Price',
        value: 49,
        unit: '$ a unit',
        format: formats.price,
        name: 'Price',
        distribution: 'triangular(42, 49, 54)',
        note: 'List price less discounts; two rivals sell at 44 and 52',
      },
      demand: {
        label: 'Demand at the start',
        value: 4000,
        unit: 'units a month',
        format: formats.whole,
        name: 'Demand_at_start',
        distribution: 'pert(2400, 4000, 6200)',
        note: 'If every shop carried it; from the test market',
      },
      growth: {
        label: 'Growth of demand',
        value: 0.06,
        unit: 'a year',
        format: formats.percent,
        name: 'Growth',
        distribution: 'truncate(normal(6%, 5%), -10%, 25%)',
        note: 'The category grew between 1 % and 11 % in most of the last ten years',
      },
      cannibalisation: {
        label: 'Sales taken from the old product',
        value: 0.25,
        unit: 'of units sold',
        format: formats.percent,
        name: 'Cannibalisation',
        distribution: 'pert(10%, 25%, 50%)',
        note: 'One buyer in four would have bought the old product',
      },
      unitCost: { label: 'Unit cost', value: 21, unit: '$ a unit', format: formats.price, note: 'Contract' },
      oldMargin: {
        label: 'Margin of the old product',
        value: 16,
        unit: '$ a unit',
        format: formats.price,
        note: 'Accounts of last year',
      },
      overhead: {
        label: 'Marketing and team',
        value: 30000,
        unit: '$ a month',
        format: formats.dollars,
        note: 'Budget',
      },
      ramp: {
        label: 'Months until every shop carries it',
        value: 12,
        unit: 'months',
        format: formats.whole,
        note: 'Roll-out plan, an equal share each month',
      },
      investment: {
        label: 'Investment',
        value: 1600000,
        unit: '$',
        format: formats.dollars,
        note: 'Tools, line and launch campaign, paid in month 0',
      },
      tax: {
        label: 'Tax',
        value: 0.25,
        unit: 'of profit',
        format: formats.percent,
        note: 'A month with a loss saves tax elsewhere in the group',
      },
      discount: {
        label: 'Cost of capital',
        value: 0.1,
        unit: 'a year',
        format: formats.percent,
        note: 'After tax',
      },
      monthlyGrowth: {
        label: 'Growth of demand by month',
        value: (at) => `=(1+${at.growth})^(1/12)-1`,
        unit: 'a month',
        format: '0.000%',
        note: 'Twelve of them make the growth of a year',
      },
      monthlyDiscount: {
        label: 'Cost of capital by month',
        value: (at) => `=(1+${at.discount})^(1/12)-1`,
        unit: 'a month',
        format: '0.000%',
      },
    });

    const a = from('Launch', plan);
    const page = addPage(
      model,
      'Months',
      [9, 12, 14, 14, 16, 18, 18, 18],
      'Month by month',
      'Everything in dollars; month 0 is the day of the decision',
    );
    const inMonths = (formula: (row: number) => string) => (row: number, index: number) =>
      index === 0 ? undefined : formula(row);
    table(page, `A${heading}`, months + 1, [
      { heading: 'Month', format: formats.whole, value: (_, index) => index },
      {
        heading: 'Shops reached',
        format: formats.percent,
        value: inMonths((row) => `=MIN(1,A${row}/${a.ramp})`),
      },
      {
        heading: 'Demand in all shops',
        format: formats.whole,
        value: inMonths((row) => (row === first ? `=${a.demand}` : `=C${row - 1}*(1+${a.monthlyGrowth})`)),
      },
      { heading: 'Units sold', format: formats.whole, value: inMonths((row) => `=C${row}*B${row}`) },
      {
        heading: 'Contribution',
        format: formats.dollars,
        value: inMonths((row) => `=D${row}*(${a.price}-${a.unitCost})`),
      },
      {
        heading: 'Lost on the old product',
        format: formats.dollars,
        value: inMonths((row) => `=D${row}*${a.cannibalisation}*${a.oldMargin}`),
      },
      {
        heading: 'Cash flow after tax',
        format: formats.dollars,
        value: (row, index) => (index === 0 ? `=-${a.investment}` : `=(E${row}-F${row}-${a.overhead})*(1-${a.tax})`),
      },
      {
        heading: 'Cash since the start',
        format: formats.dollars,
        value: (row, index) => (index === 0 ? `=G${row}` : `=H${row - 1}+G${row}`),
      },
    ]);
    freeze(page, `B${first - 1}`);

    const flows = `Months!G${first}:G${last}`;
    results(launch, 19, 'Results', {
      npv: {
        label: 'Net present value',
        value: `=NPV(${plan.monthlyDiscount},${flows})-${plan.investment}`,
        unit: '$',
        format: formats.dollars,
        name: 'Net_present_value',
        output: 'Net present value',
        note: 'What the launch adds to the value of the company',
      },
      payback: {
        label: 'Paid back after',
        value: `=COUNTIF(Months!H${first - 1}:H${last},"<0")`,
        unit: 'months',
        format: formats.whole,
        name: 'Payback_months',
        output: 'Months until paid back',
        tail: 'upper',
        note: `Months that end with less cash than before the launch; ${months + 1} means not within five years`,
      },
      loss: {
        label: 'Loses money',
        value: (at) => `=IF(${at.npv}<0,1,0)`,
        unit: '1 = yes',
        format: formats.flag,
        name: 'Loses_money',
        output: 'Loses money',
        tail: 'upper',
        note: 'Its mean over all iterations is the probability of a loss',
      },
      units: {
        label: 'Units sold in five years',
        value: `=SUM(Months!D${first}:D${last})`,
        unit: 'units',
        format: formats.whole,
        name: 'Units_sold',
        note: 'For the talks with the contract manufacturer',
      },
      rate: {
        label: 'Internal rate of return',
        value: `=(1+IRR(Months!G${first - 1}:G${last}))^12-1`,
        unit: 'a year',
        format: formats.percent,
        note: 'Of the base case',
      },
    });
    write(
      launch.sheet,
      'A26',
      'Yellow cells are typed in; everything else is computed. Months holds the cash flows.',
    ).font = {
      italic: true,
    };
  },
};
