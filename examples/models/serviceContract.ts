import type { Example } from '../example.ts';
import { addOutput, addPage, assumptions, formats, from, results, table } from '../sheet.ts';

const machines = 6;
const heading = 4;
const first = heading + 1;
const last = heading + machines;

export const serviceContract: Example = {
  id: 'service-contract',
  title: 'A service contract for the machines (Crystal Ball)',
  question: 'Is the service contract for six packing machines worth its price?',
  description:
    "A workbook made with Crystal Ball's functions: CB.Poisson and CB.Gamma for breakdowns and repairs, CB.Triangular and CB.BetaPERT for prices, CB.GetForeStatFN and CB.GetForePercentFN for the decision within the sheet. It runs as it stands.",
  result:
    'Sign. The contract saves $8,000 a year on average: $195,600 with it, $203,400 without. It looks wrong in most years, for it saves money in 42 % of them only; but one year in twenty costs $403,000 without it and $247,000 with it.',
  findings: [
    { text: '$195,600', output: 'Cost with the contract', statistic: 'mean', value: 195600, within: 1000 },
    { text: '$203,400', output: 'Cost without the contract', statistic: 'mean', value: 203400, within: 2500 },
    { text: '42 %', output: 'The contract saves money', statistic: 'mean', value: 0.416, within: 0.02 },
    { text: '$403,000', output: 'Cost without the contract', statistic: 95, value: 403000, within: 12000 },
    { text: '$247,000', output: 'Cost with the contract', statistic: 95, value: 247000, within: 3000 },
  ],
  seed: 8,
  build: (model) => {
    const plant = addPage(
      model,
      'Plant',
      [38, 14, 18, 34, 70],
      'Six packing machines',
      'Is the service contract worth its price? Functions of Crystal Ball draw the uncertain numbers',
    );
    const given = assumptions(plant, 4, 'Assumptions', {
      contract: {
        label: 'Price of the contract',
        value: 118_000,
        unit: '$ a year',
        format: formats.dollars,
        note: 'Parts and work included, response within eight hours',
      },
      hour: {
        label: 'Engineer from outside',
        value: '=CB.Triangular(95,120,190,,,"Engineer")',
        unit: '$ per hour',
        format: formats.price,
        name: 'Engineer',
        note: 'Call-out rates of three firms',
      },
      part: {
        label: 'Parts for a repair',
        value: '=CB.Lognormal(2400,2600,150,20000,"Parts")',
        unit: '$',
        format: formats.dollars,
        name: 'Parts',
        note: 'Invoices of five years, mean and spread; no more than a new drive',
      },
      idle: {
        label: 'A machine that stands still',
        value: '=CB.BetaPERT(180,240,480,,,"Standstill")',
        unit: '$ per hour',
        format: formats.dollars,
        name: 'Standstill',
        note: 'Lost margin and overtime',
      },
      wait: {
        label: 'Wait for an engineer from outside',
        value: '=CB.Gamma(2,5,1.6,,48,"Wait")',
        unit: 'hours',
        format: formats.oneDecimal,
        name: 'Wait',
        note: 'Two hours at least, ten on average',
      },
      response: {
        label: 'Wait under the contract',
        value: 5,
        unit: 'hours',
        format: formats.whole,
        note: 'Eight are promised',
      },
      wear: {
        label: 'Breakdowns are more than usual by',
        value: '=CB.Uniform(0.8,1.5,,,"Wear")',
        unit: 'times',
        format: formats.twoDecimals,
        name: 'Wear',
        note: 'A third shift starts this year',
      },
    });
    const a = from('Plant', given);

    const page = addPage(
      model,
      'Machines',
      [12, 14, 14, 16, 18, 18],
      'A year, machine by machine',
      'Hours and dollars',
    );
    table(page, `A${heading}`, machines, [
      { heading: 'Machine', format: formats.whole, value: (_, index) => index + 1 },
      {
        heading: 'Usual breakdowns a year',
        format: formats.oneDecimal,
        input: true,
        value: (_, index) => [2.5, 3, 3, 4.5, 5, 7][index],
      },
      { heading: 'Breakdowns', format: formats.whole, value: (row) => `=CB.Poisson(B${row}*${a.wear})` },
      { heading: 'Hours of a repair', format: formats.oneDecimal, value: () => '=CB.Gamma(1,2,2)' },
      {
        heading: 'Without contract',
        format: formats.dollars,
        value: (row) => `=C${row}*(D${row}*${a.hour}+${a.part}+(D${row}+${a.wait})*${a.idle})`,
      },
      {
        heading: 'Standstill with it',
        format: formats.dollars,
        value: (row) => `=C${row}*(D${row}+${a.response})*${a.idle}`,
      },
    ]);

    results(plant, 14, 'Results', {
      without: {
        label: 'Cost without the contract',
        value: `=SUM(Machines!E${first}:E${last})`,
        unit: '$ a year',
        format: formats.dollars,
        output: 'Cost without the contract',
        tail: 'upper',
        note: 'Engineers, parts, standstill',
      },
      with: {
        label: 'Cost with the contract',
        value: `=${given.contract}+SUM(Machines!F${first}:F${last})`,
        unit: '$ a year',
        format: formats.dollars,
        output: 'Cost with the contract',
        tail: 'upper',
        note: 'Its price and the standstill that remains',
      },
      saves: {
        label: 'The contract saves money',
        value: (at) => `=IF(${at.with}<${at.without},1,0)`,
        unit: '1 = yes',
        format: formats.flag,
        output: 'The contract saves money',
        note: 'Its mean is the probability',
      },
      fair: {
        label: 'Fair price of the contract',
        value: (at) => `=${given.contract}+CB.GetForeStatFN(${at.without},2)-CB.GetForeStatFN(${at.with},2)`,
        unit: '$ a year',
        format: formats.dollars,
        note: 'At which both cost the same on average, from the finished simulation',
      },
      bad: {
        label: 'It saves in a bad year (1 in 20)',
        value: (at) => `=CB.GetForePercentFN(${at.without},95)-CB.GetForePercentFN(${at.with},95)`,
        unit: '$',
        format: formats.dollars,
        note: 'Difference of the 95th percentiles',
      },
      decision: {
        label: 'Decision',
        value: (at) => `=IF(${at.fair}>=${given.contract},"Sign","Do not sign")`,
        note: 'By the mean alone',
      },
    });
    addOutput(page, `C${last}`, 'Breakdowns of machine 6', 'upper');
  },
};
