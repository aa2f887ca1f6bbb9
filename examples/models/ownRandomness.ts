import type { Example } from '../example.ts';
import { addPage, assumptions, formats, freeze, from, results, table } from '../sheet.ts';

const years = 20;
const heading = 4;
const first = heading + 1;
const last = heading + years;

export const ownRandomness: Example = {
  id: 'own-randomness',
  title: 'A workbook with its own random cells',
  question: 'Does a solar roof pay for itself within its twenty years?',
  description:
    'A workbook whose cells draw with RAND(), RANDBETWEEN and NORM.INV(RAND(), ...), made to be recalculated with F9. The request names outputs only: its random cells are its inputs.',
  result:
    'The roof pays for itself 94 times in 100 and is worth $4,900 on average, after about twelve years. How much of the power is used in the house decides as much as the price of electricity.',
  findings: [
    { text: '94 times in 100', output: 'Pays for itself', statistic: 'mean', value: 0.941, within: 0.01 },
    { text: '$4,900', output: 'Net present value', statistic: 'mean', value: 4900, within: 140 },
    { text: 'twelve years', output: 'Years until paid back', statistic: 50, value: 12, within: 1.01 },
  ],
  seed: 5,
  build: (model) => {
    const roof = addPage(
      model,
      'Roof',
      [34, 14, 16, 6, 70],
      'A solar roof',
      'Does it pay for itself within its twenty years? Press F9 for another twenty years',
    );
    const given = assumptions(roof, 4, 'Assumptions', {
      size: { label: 'Size', value: 9.6, unit: 'kWp', format: formats.oneDecimal, note: 'Twenty-four panels' },
      price: {
        label: 'Price of the roof',
        value: 15_400,
        unit: '$',
        format: formats.dollars,
        note: 'Offer, installed',
      },
      yield: {
        label: 'Yield of a new panel',
        value: '=_xlfn.NORM.INV(RAND(),950,55)',
        unit: 'kWh per kWp',
        format: formats.whole,
        name: 'Yield',
        note: 'Mean and spread of the roofs in the street',
      },
      ageing: { label: 'Ageing', value: 0.005, unit: 'a year', format: formats.percent, note: 'Data sheet' },
      ownUse: {
        label: 'Used in the house',
        value: '=25%+20%*RAND()',
        unit: 'of the yield',
        format: formats.percent,
        name: 'Own_use',
        note: 'Anything between a quarter and 45 %, with the car',
      },
      tariff: { label: 'Price of power from the grid', value: 0.31, unit: '$ per kWh', format: '$0.000', note: 'Bill' },
      inflation: {
        label: 'Rise of that price',
        value: '=_xlfn.NORM.INV(RAND(),2%,1.5%)',
        unit: 'a year',
        format: formats.percent,
        name: 'Price_rise',
        note: 'The same in every year',
      },
      feedIn: {
        label: 'Paid for power fed in',
        value: 0.08,
        unit: '$ per kWh',
        format: '$0.000',
        note: 'Fixed for twenty years',
      },
      upkeep: {
        label: 'Upkeep',
        value: 140,
        unit: '$ a year',
        format: formats.dollars,
        note: 'Insurance, meter, cleaning',
      },
      breaks: {
        label: 'The inverter breaks in year',
        value: '=RANDBETWEEN(9,17)',
        unit: 'year',
        format: formats.whole,
        name: 'Inverter_breaks',
        note: 'Each year equally likely',
      },
      inverter: {
        label: 'A new inverter',
        value: '=1500+900*RAND()',
        unit: '$',
        format: formats.dollars,
        name: 'Inverter_price',
        note: 'Installed',
      },
      discount: {
        label: 'Interest',
        value: 0.03,
        unit: 'a year',
        format: formats.percent,
        note: 'What the money would earn elsewhere',
      },
    });

    const a = from('Roof', given);
    const page = addPage(model, 'Years', [8, 14, 14, 14, 14, 14, 14], 'Year by year', 'Kilowatt-hours and dollars');
    table(page, `A${heading}`, years, [
      { heading: 'Year', format: formats.whole, value: (_, index) => index + 1 },
      {
        heading: 'Yield, kWh',
        format: formats.whole,
        value: (row) => (row === first ? `=${a.size}*${a.yield}` : `=B${row - 1}*(1-${a.ageing})`),
      },
      {
        heading: 'Price of power',
        format: '$0.000',
        value: (row) => (row === first ? `=${a.tariff}` : `=C${row - 1}*(1+${a.inflation})`),
      },
      { heading: 'Saved', format: formats.dollars, value: (row) => `=B${row}*${a.ownUse}*C${row}` },
      { heading: 'Fed in', format: formats.dollars, value: (row) => `=B${row}*(1-${a.ownUse})*${a.feedIn}` },
      {
        heading: 'Cash flow',
        format: formats.dollars,
        value: (row) => `=D${row}+E${row}-${a.upkeep}-IF(A${row}=${a.breaks},${a.inverter},0)`,
      },
      {
        heading: 'Cash since the start',
        format: formats.dollars,
        value: (row) => (row === first ? `=F${row}-${a.price}` : `=G${row - 1}+F${row}`),
      },
    ]);
    freeze(page, `B${first}`);

    results(roof, 18, 'Results', {
      npv: {
        label: 'Net present value',
        value: `=NPV(${given.discount},Years!F${first}:F${last})-${given.price}`,
        unit: '$',
        format: formats.dollars,
        name: 'Net_present_value',
        output: 'Net present value',
        note: 'What the roof earns beyond the interest',
      },
      payback: {
        label: 'Paid back after',
        value: `=COUNTIF(Years!G${first}:G${last},"<0")+1`,
        unit: 'years',
        format: formats.whole,
        name: 'Payback_years',
        output: 'Years until paid back',
        tail: 'upper',
        note: `Without interest; ${years + 1} means not within twenty years`,
      },
      pays: {
        label: 'Pays for itself',
        value: (at) => `=IF(${at.npv}>=0,1,0)`,
        unit: '1 = yes',
        format: formats.flag,
        name: 'Pays',
        output: 'Pays for itself',
        note: 'Interest included; its mean is the probability',
      },
    });
  },
};
